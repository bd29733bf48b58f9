import type { World } from "../connection/world.js";

/**
 * Where items survive the program: those that the system has not accepted. Bytes are what goes over the line; of frames, the
 * encoded ones. At the end the promises of those that were saved reject with a SendError of the reason `"saved"`, which is no loss: it is not told as
 * `drop`, and nobody need handle it.
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
 * long.tx("for tomorrow").catch((error: { reason?: string }) => console.log(error.reason)); // prints "saved"
 * await long.stop({ deadline: 3_000 });
 * kept.length; // 1
 * ```
 */
export interface ItemStore {
  /**
   * The items of the last {@link save}, oldest first. Called before the first connection, which waits for it. An error goes, once, to the device's
   * `onTaskError`; then it connects without them, asks again whenever a connection has failed and at the end, and saves nothing before, as that would
   * overwrite what is there. Damaged items that cannot be read again are yours to put aside: catch that, and return what can be read.
   */
  load(): readonly Uint8Array[] | Promise<readonly Uint8Array[]>;
  /**
   * Keeps these items instead of those before. Called when what waits has changed and cannot be sent at once, one call at a
   * time, and at the end. An error goes to the device's `onTaskError`, once until it has worked again, and the next change saves again; at the end each item that is lost
   * rejects with a SendError of the reason `"unsaved"`.
   */
  save(items: readonly Uint8Array[]): void | Promise<void>;
}

/** Brings what waits into an {@link ItemStore}, without a call for each item. */
export class StoreKeeper {
  readonly #world: World;
  readonly #store: ItemStore;
  readonly #snapshot: () => readonly Uint8Array[];
  readonly #name: string;
  isTaken = false;
  /** What the last call of the store failed with. */
  #failure: { readonly error: unknown } | undefined;
  /** What its calls failed with that was told: the same is told once, until it works again. */
  readonly #told = new Map<"load" | "save", string>();
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

  /** What the store has, which waits here from now on, so that it may be overwritten there. Absent: it could not be read. */
  async load(): Promise<readonly Uint8Array[] | undefined> {
    try {
      const items = await this.#store.load();
      if (!Array.isArray(items) || !items.every((item) => item instanceof Uint8Array)) throw new TypeError("store.load gave something else; expected an array of Uint8Array");
      this.isTaken = true;
      this.#saved = items.length;
      this.#failure = undefined;
      return items;
    } catch (error) {
      this.#failed("load", error, " (nothing is saved until it succeeds; put a damaged store aside in load, and return what can be read)");
      return undefined;
    }
  }

  /** What waits has changed. Until what was saved is taken nothing is saved, as that would overwrite what is to be loaded. */
  changed(): void {
    if (this.#dirty || !this.isTaken || this.#ended) return;
    this.#dirty = true;
    // What is sent at once is gone by then, and costs nothing.
    if (this.#saving === undefined) this.#world.clock.dry(() => void this.#goOn());
  }

  /** Nothing is saved any more, but by {@link end}. */
  rest(): void {
    this.#ended = true;
    this.#dirty = false;
  }

  /** Saves these for the last time. What that failed with, if it did. */
  async end(items: readonly Uint8Array[]): Promise<{ readonly error: unknown } | undefined> {
    await this.#saving;
    if (this.isTaken && (items.length > 0 || this.#saved !== 0)) await this.#save(items);
    return this.#failure;
  }

  async #goOn(): Promise<void> {
    while (this.#dirty && this.#saving === undefined) {
      this.#dirty = false;
      const items = this.#snapshot();
      if (items.length === 0 && this.#saved === 0) return;
      this.#saving = this.#save(items);
      await this.#saving;
      this.#saving = undefined;
    }
  }

  /** Saves these now. Never rejects. */
  async #save(items: readonly Uint8Array[]): Promise<void> {
    try {
      await this.#store.save(items);
      this.#saved = items.length;
      this.#failure = undefined;
      this.#told.delete("save");
    } catch (error) {
      this.#saved = -1;
      this.#failed("save", error, "");
    }
  }

  #failed(call: "load" | "save", error: unknown, advice: string): void {
    this.#failure = { error };
    const text = String(error);
    if (this.#told.get(call) === text) return;
    this.#told.set(call, text);
    this.#world.errors.report(error, `${call} of the store of ${this.#name}${advice}`);
  }
}
