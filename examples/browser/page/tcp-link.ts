import { LuatError, type Device } from "@luat/libnet";
import { longConnection, type LongConnection, type LongConnectionState } from "@luat/libnet/long-connection";
import type { Link, LinkOwner, LinkState, Target } from "./link.js";

/** Milliseconds between attempts. */
const RETRY = 2_000;
/** What does not get better by trying again. */
const FOR_GOOD = ["forbidden", "unsupported", "tls"];

/** A TCP or TLS connection, made anew when it is lost where that is wanted. */
export class TcpLink implements Link {
  readonly #long: LongConnection;
  #closed = false;

  constructor(device: Device, { host, port, protocol, verify, reconnect }: Target, owner: LinkOwner) {
    this.#long = longConnection({ host, port, tls: protocol === "tls" && { verify }, retry: RETRY, isFinal: (error) => !reconnect || (error instanceof LuatError && FOR_GOOD.includes(error.code)), queue: { policy: "fail" } }, device);
    this.#long.on("state", (state) => {
      const told = stateOf(state);
      if (told !== undefined && !this.#closed) owner.changed(told);
    });
    void this.#read(owner);
  }

  send(bytes: Uint8Array): Promise<void> {
    return this.#long.tx(bytes);
  }

  close(): Promise<void> {
    this.#closed = true;
    return this.#long.stop();
  }

  async #read(owner: LinkOwner): Promise<void> {
    try {
      for await (const bytes of this.#long) if (!this.#closed) owner.received(bytes);
    } catch {
      // Its last state has told why it ended.
    }
  }
}

function stateOf(state: LongConnectionState): LinkState | undefined {
  switch (state.kind) {
    case "connecting":
      return { kind: "connecting" };
    case "online":
      return { kind: "online", peer: state.endpoint };
    case "waiting-to-retry":
      return { kind: "waiting", cause: state.cause, delay: state.delay };
    case "stopped":
      return { kind: "offline", cause: state.cause };
    default:
      return undefined;
  }
}
