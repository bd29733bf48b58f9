import type { Adapter, Diagnostics } from "@luat/contract";
import type { Corelib, OpenItem } from "@luat/corelib";
import { cardCalls } from "./faithful/card-calls.js";
import { connectionCalls } from "./faithful/connection-calls.js";
import type { CtrlArgument } from "./faithful/socket-calls.js";
import { transferCalls } from "./faithful/transfer-calls.js";
import { living, type Workings } from "./faithful/workings.js";
import { ADAPTERS, EVENTS, type AdapterName } from "./ids.js";
import { Cards } from "./runtime/cards.js";
import { Engine } from "./runtime/engine.js";
import { Hosts, type HostsTable } from "./runtime/hosts.js";
import { createSntp } from "./sntp/sntp-calls.js";
import type { SocketTable } from "./socket-table.js";

declare module "@luat/corelib" {
  interface Topics {
    /** A card is ready: its address and number. */
    IP_READY: [ip: string, adapter: number];
    /** A card's link went down. */
    IP_LOSE: [adapter: number];
    /** An event of a ctrl that was made without a callback. */
    "NWCTRL*": [adapter: number, id: number, event: number, param: number];
  }
}

/** Limits of a device; absent means without limit. */
export interface SocketLimits {
  /** How many sockets there may be at once (8, to act like a chip). */
  readonly sockets?: number | undefined;
}

/** What {@link createSocketLibrary} takes. */
export interface SocketLibraryOptions {
  /** The core library whose tasks, topics and clock this works with. */
  readonly corelib: Corelib;
  /** The network cards by name; the last one is the default until `socket.dft(id)`. */
  readonly adapters: { readonly [name in AdapterName]?: Adapter | undefined };
  /** Names with their addresses, as in a hosts file: asked before the cards. Default: none. */
  readonly hosts?: HostsTable | undefined;
  /** Default: none. */
  readonly limits?: SocketLimits | undefined;
  /** The language of `socket.state`'s text. Default: `"zh"`. */
  readonly language?: "zh" | "en" | undefined;
  /** Is told what happens to each socket. Default: nobody is. */
  readonly diagnostics?: Diagnostics | undefined;
}

/** The socket library of one device: the LuatOS table, and what it runs on. */
export interface SocketLibrary {
  /** The table itself. */
  readonly socket: SocketTable;
  /** What all its sockets share. */
  readonly engine: Engine;
  /** Its network cards. */
  readonly cards: Cards;
  /** How many bytes a ctrl's connection has accepted for sending, and how many of them the system has. */
  progress(ctrl: CtrlArgument): { readonly accepted: number; readonly sent: number } | undefined;
  /** Lets the diagnostics, and the log of `socket.debug`, know that a call waited so many milliseconds for a ctrl in vain. */
  timedOut(ctrl: CtrlArgument, op: string, after: number): void;
  /**
   * Sets the time of day of `os` and `socket.ntptm`, and publishes `NTP_UPDATE`. The clock stays as it is.
   *
   * @param ms - the time now, in milliseconds since 1970.
   */
  readonly setTime: (ms: number) => void;
  /** The ctrls that were not released, and `socket.sntp` while it asks. */
  open(): readonly OpenItem[];
  /** Releases all sockets and lets go of the cards: none can be made afterwards. */
  stop(): void;
}

/**
 * Makes the socket library of a device. Most programs want `createDevice` of `@luat/libnet` instead, which does this.
 *
 * It publishes `IP_READY` with address and card number for each card that is ready, at the start and whenever its link
 * comes up, and `IP_LOSE` with the card number when it goes down.
 *
 * @param options - see {@link SocketLibraryOptions}.
 * @returns the library; its `stop()` ends all sockets, and goes with that of the core library.
 * @throws TypeError when a name of `adapters` is none, or a name or an address of `hosts`; RangeError when two names of `adapters`
 * mean the same slot, or a name of `hosts` has no address, or more than four.
 * @example
 * ```ts
 * import { nodeAdapter } from "@luat/adapters/node";
 * import { createCorelib } from "@luat/corelib";
 * import { createSocketLibrary } from "@luat/socket";
 *
 * const corelib = createCorelib();
 * const library = createSocketLibrary({ corelib, adapters: { ETH0: nodeAdapter() }, language: "en" });
 * const netc = library.socket.create(null, "CLIENT");
 * library.socket.state(netc); // [0, "link off"]
 * corelib.stop();
 * library.stop();
 * ```
 */
export function createSocketLibrary(options: SocketLibraryOptions): SocketLibrary {
  const { corelib } = options;
  const language = options.language ?? "zh";
  if (language !== "zh" && language !== "en") throw new TypeError(`language is ${JSON.stringify(language)}; expected "zh" or "en"`);
  for (const [name, event] of Object.entries(EVENTS)) corelib.messageNames.set(event, `socket.${name}`);
  const hosts = options.hosts === undefined ? undefined : new Hosts(options.hosts, corelib.clock);
  const engine = new Engine(corelib.clock, options.diagnostics, hosts);
  const announce = (index: number, card: Adapter, up: boolean): void => {
    if (up) corelib.sys.publish("IP_READY", card.address()?.ip ?? "0.0.0.0", index);
    else corelib.sys.publish("IP_LOSE", index);
  };
  const cards = new Cards((index, card, up) => {
    announce(index, card, up);
    engine.linkChanged(card, up);
  });
  for (const [name, card] of Object.entries(options.adapters)) {
    if (!Object.hasOwn(ADAPTERS, name)) throw new TypeError(`adapters: ${JSON.stringify(name)} is no adapter name; expected one of ${Object.keys(ADAPTERS).join(", ")}`);
    if (card === undefined) continue;
    if (typeof card.watch !== "function" || typeof card.dial !== "function") throw new TypeError(`adapters.${name} is no network card; expected an Adapter, such as nodeAdapter()`);
    const index = ADAPTERS[name as AdapterName];
    cards.register(index, card);
    if (card.isReady()) announce(index, card, true);
  }
  const workings: Workings = {
    corelib,
    engine,
    cards,
    maxSockets: options.limits?.sockets ?? Infinity,
    tlsLog: { level: 0 },
    language,
    ctrls: new Set(),
  };
  const sntp = createSntp({ corelib, engine, cards, hasRoom: () => workings.ctrls.size < workings.maxSockets });
  return {
    socket: { ...ADAPTERS, ...EVENTS, ...connectionCalls(workings), ...transferCalls(workings), ...cardCalls(workings), ...sntp.calls },
    engine,
    cards,
    progress(ctrl) {
      return living(workings, ctrl)?.socket.outgoing;
    },
    timedOut(ctrl, op, after) {
      const netc = living(workings, ctrl);
      netc?.socket.timedOut(op, after);
      netc?.noteTimeout(op, after);
    },
    setTime: (ms) => {
      sntp.timeOfDay.set(ms);
    },
    open: () => [...workings.ctrls, ...sntp.open()],
    stop() {
      sntp.stop();
      engine.stop();
      cards.stop();
      workings.ctrls.clear();
    },
  };
}
