import type { Origin } from "@luat/corelib";
import type { Engine } from "@luat/socket/runtime";
import { LimitedWait } from "../connection/limited-wait.js";

/** What an item is like. */
export interface ItemTraits {
  readonly origin: Origin | undefined;
  readonly isLoaded: boolean;
  readonly isLimited: boolean;
  /** Of a request: hears that a connection has taken it. It is neither saved nor sent again, as only that connection could answer it. */
  readonly onTaken?: (() => void) | undefined;
}

/** Something to be sent, until its result is known. */
export class SendItem extends LimitedWait<void> {
  readonly bytes: Uint8Array;
  /** Nobody waits for its result: it was loaded from a store. */
  readonly isLoaded: boolean;
  /** It has a time-out or signal of its own. */
  readonly isLimited: boolean;
  readonly onTaken: (() => void) | undefined;
  /** What whoever sends it waits for. */
  result: Promise<void> | undefined;
  /** Its result was told. */
  isSettled = false;
  /** A connection is being given it, and may take it any moment. */
  isHanded = false;
  /** Takes it back from the connection that has no room for it. */
  takeBack: AbortController | undefined;
  /** A limit of its own was reached while a connection was being given it. */
  givenUp: "timeout" | { readonly signal: unknown } | undefined;

  constructor(engine: Engine, bytes: Uint8Array, { origin, isLoaded, isLimited, onTaken }: ItemTraits) {
    super(engine, origin);
    this.bytes = bytes;
    this.isLoaded = isLoaded;
    this.isLimited = isLimited;
    this.onTaken = onTaken;
  }

  get isRequest(): boolean {
    return this.onTaken !== undefined;
  }

  /** The system has it. */
  done(): void {
    if (this.isSettled) return;
    this.isSettled = true;
    this.stop();
    if (!this.isLoaded) this.resolve();
  }

  fail(reason: unknown): void {
    if (this.isSettled) return;
    this.isSettled = true;
    this.stop();
    if (!this.isLoaded) this.reject(reason);
  }
}
