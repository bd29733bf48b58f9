import type { World } from "../connection/world.js";

/**
 * Where items survive the program: those that the system has not accepted. Bytes are what goes over the line; of frames, the
 * encoded ones.
 *
 * @example
 * ```ts
 * import { longConnection, type ItemStore } from "@luat/libnet/long-connection";
 *
 * let kept: readonly Uint8Array[] = [];
 * const store: ItemStore = {
 *   load: () => kept,
 *   save: (items) => {
 *     kept = items; // a program writes them to a file
 *   },
 * };
 * const long = longConnection({ host: "10.0.0.1", port: 9, queue: { store } });
 * long.tx("for tomorrow").catch((error: { code?: string }) => console.log(error.code)); // prints "closed"
 * await long.stop({ deadline: 3_000 });
 * kept.length; // 1
 * ```
 */
export interface ItemStore {
  /** The items of the last {@link save}, oldest first. Called once, before the first connection; when it fails, the long connection stops. */
  load(): readonly Uint8Array[] | Promise<readonly Uint8Array[]>;
  /**
   * Keeps these items instead of those before. Called when what waits has changed and cannot be sent at once, one call at a
   * time, and at the end. An error goes to the device's `onTaskError`, and the next change saves again.
   */
  save(items: readonly Uint8Array[]): void | Promise<void>;
}

/** Brings what waits into an {@link ItemStore}, without a call for each item. */
export class StoreKeeper {
  readonly #world: World;
  readonly #store: ItemStore;
  readonly #snapshot: () => readonly Uint8Array[];
  readonly #name: string;
  #isTaken = false;
  #dirty = false;
  #ended = false;
  /** How many items the store has; -1: nobody knows. */
  #saved = 0;
  #saving: Promise<void> | undefined;

  /**
   * @param snapshot - the items that wait now.
   * @param name - names it in messages.
   */
  constructor(world: World, store: ItemStore, snapshot: () => readonly Uint8Array[], name: string) {
    this.#world = world;
    this.#store = store;
    this.#snapshot = snapshot;
    this.#name = name;
  }

  /** What the store has. @throws what `load` throws, TypeError when it gives no bytes. */
  async load(): Promise<readonly Uint8Array[]> {
    const items = await this.#store.load();
    if (!Array.isArray(items) || !items.every((item) => item instanceof Uint8Array)) throw new TypeError("store.load gave something else; expected an array of Uint8Array");
    return items;
  }

  /** What was loaded waits here from now on, so that it may be overwritten there. */
  taken(items: number): void {
    this.#isTaken = true;
    this.#saved = items;
  }

  /** What waits has changed. Until what was saved is taken nothing is saved, as that would overwrite what is to be loaded. */
  changed(): void {
    if (this.#dirty || !this.#isTaken || this.#ended) return;
    this.#dirty = true;
    // What is sent at once is gone by then, and costs nothing.
    if (this.#saving === undefined) this.#world.clock.dry(() => void this.#goOn());
  }

  /** Saves these for the last time. */
  async end(items: readonly Uint8Array[]): Promise<void> {
    if (!this.#isTaken || this.#ended) return;
    this.#ended = true;
    this.#dirty = false;
    await this.#saving;
    if (items.length > 0 || this.#saved !== 0) await this.save(items);
  }

  async #goOn(): Promise<void> {
    while (this.#dirty && this.#saving === undefined) {
      this.#dirty = false;
      const items = this.#snapshot();
      if (items.length === 0 && this.#saved === 0) return;
      this.#saving = this.save(items);
      await this.#saving;
      this.#saving = undefined;
    }
  }

  /** Saves these now. Never rejects. */
  async save(items: readonly Uint8Array[]): Promise<void> {
    try {
      await this.#store.save(items);
      this.#saved = items.length;
    } catch (error) {
      this.#saved = -1;
      this.#world.errors.report(error, `save of the store of ${this.#name}`);
    }
  }
}
