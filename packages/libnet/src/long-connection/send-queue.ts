import type { SendErrorReason } from "./send-error.js";
import type { SendItem } from "./send-item.js";

/** What becomes of items while there is no connection, and when there are too many. */
export type QueuePolicy = "keep" | "fail" | "dropOldest";

/** How a {@link SendQueue} is made. */
export interface QueueSettings {
  readonly policy: QueuePolicy;
  readonly maxItems: number;
  readonly maxBytes: number;
}

/** What its owner does when an item is given up, and when something in it has changed. */
export interface QueueOwner {
  /** Fails an item that was taken out. */
  gaveUp(item: SendItem, reason: SendErrorReason): void;
  changed(): void;
}

/** What waits to be sent, in order. An item stays in it until the connection has taken its bytes, so that it counts up to then. */
export class SendQueue {
  readonly #settings: QueueSettings;
  readonly #owner: QueueOwner;
  #items: SendItem[] = [];
  #bytes = 0;

  constructor(settings: QueueSettings, owner: QueueOwner) {
    this.#settings = settings;
    this.#owner = owner;
  }

  get length(): number {
    return this.#items.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get first(): SendItem | undefined {
    return this.#items[0];
  }

  get items(): readonly SendItem[] {
    return this.#items;
  }

  /** Takes an item, or gives it up at once. @param online - whether there is a connection. */
  add(item: SendItem, online: boolean): void {
    const { policy, maxBytes } = this.#settings;
    if (item.bytes.length > maxBytes) {
      this.#owner.gaveUp(item, "too-large");
      return;
    }
    if (policy === "fail" && !online) {
      this.#owner.gaveUp(item, "offline");
      return;
    }
    if (policy === "dropOldest") this.#makeRoom(item.bytes.length);
    if (!this.#hasRoom(item.bytes.length)) {
      this.#owner.gaveUp(item, "full");
      return;
    }
    this.#items.push(item);
    this.#bytes += item.bytes.length;
    this.#owner.changed();
  }

  /** Takes items that were there before this program began, whatever the limits are. */
  load(items: readonly SendItem[]): void {
    this.#items = [...items, ...this.#items];
    for (const item of items) this.#bytes += item.bytes.length;
    this.#owner.changed();
  }

  /** Takes an item out. False: it was not in. */
  remove(item: SendItem): boolean {
    const place = this.#items.indexOf(item);
    if (place < 0) return false;
    if (place === 0) this.#items.shift();
    else this.#items.splice(place, 1);
    this.#bytes -= item.bytes.length;
    this.#owner.changed();
    return true;
  }

  /** Puts an item back in front, whatever the limits are. */
  putBack(item: SendItem): void {
    this.#items.unshift(item);
    this.#bytes += item.bytes.length;
    this.#owner.changed();
  }

  /** The connection is over: what waited for it is given up, of the policy `"fail"`. */
  offline(): void {
    if (this.#settings.policy !== "fail") return;
    for (const item of this.clear()) this.#owner.gaveUp(item, "offline");
  }

  /** Takes all out. */
  clear(): readonly SendItem[] {
    const items = this.#items;
    this.#items = [];
    this.#bytes = 0;
    if (items.length > 0) this.#owner.changed();
    return items;
  }

  #hasRoom(bytes: number): boolean {
    const { maxItems, maxBytes } = this.#settings;
    return this.#items.length < maxItems && this.#bytes + bytes <= maxBytes;
  }

  #makeRoom(bytes: number): void {
    while (!this.#hasRoom(bytes)) {
      // What a connection is being given may be taken by it any moment.
      const oldest = this.#items.find(({ isHanded }) => !isHanded);
      if (oldest === undefined) return;
      this.remove(oldest);
      this.#owner.gaveUp(oldest, "dropped");
    }
  }
}
