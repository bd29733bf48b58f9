import type { Adapter, Clock, Diagnostics, LogLevel, LogPort } from "@luat/contract";
import { createCorelib, type Corelib, type Log, type OpenItem, type Os, type Rtos, type Sys, type ZbuffLibrary } from "@luat/corelib";
import { createSocketLibrary, defaultAdapters, type AdapterName, type HostsTable, type SocketLibrary, type SocketLimits, type SocketTable } from "@luat/socket";
import { bindIn, type BindOptions } from "./connection/bind.js";
import { connectIn, type ConnectOptions } from "./connection/connect.js";
import type { Connection } from "./connection/connection.js";
import type { DatagramSocket } from "./connection/datagram-socket.js";
import { listenIn, type ListenOptions } from "./connection/listen.js";
import { readyIn } from "./connection/ready.js";
import type { Server } from "./connection/server.js";
import type { WaitOptions } from "./connection/wait-options.js";
import type { World } from "./connection/world.js";
import { ofWorld } from "./connection/world-of.js";
import { clockOf, expectClockOf } from "./device-clock.js";
import { expectKnown, shown } from "./expect.js";
import { createLibnet } from "./faithful/create-libnet.js";
import type { LibnetTable } from "./faithful/libnet-table.js";
import { notIdle, waitsText } from "./not-idle.js";
import { sntpIn } from "./sntp/sntp.js";
import type { ServerTime, SntpOptions } from "./sntp/sntp-options.js";

/**
 * The libraries of one device, as a ported program takes them: it then runs on any device, and on many at once.
 *
 * @example
 * ```ts
 * import { device, type Luat } from "@luat/libnet";
 *
 * export function install({ sys, socket, libnet, log }: Luat): void {
 *   sys.taskInitEx(async () => {
 *     const netc = socket.create(null, "CLIENT");
 *     const ok = await libnet.connect("CLIENT", 15_000, netc, "127.0.0.1", 7);
 *     log.info("client", ok ? "on line" : "no luck"); // prints "I/client on line"
 *     await libnet.close("CLIENT", 5_000, netc);
 *     socket.release(netc);
 *   }, "CLIENT");
 * }
 * install(device);
 * ```
 */
export interface Luat {
  /** Tasks, messages, topics and timers. */
  readonly sys: Sys;
  /** Sockets with callbacks. */
  readonly socket: SocketTable;
  /** The calls that wait. */
  readonly libnet: LibnetTable;
  /** Blocks of bytes. */
  readonly zbuff: ZbuffLibrary;
  /** Numbers and texts as bytes. */
  readonly pack: Corelib["pack"];
  /** What LuatOS adds to strings. */
  readonly str: Corelib["str"];
  /** The log. */
  readonly log: Log;
  /** The time of day. */
  readonly os: Os;
  /** Restart, and what this is. */
  readonly rtos: Rtos;
}

/** What a device is made of; everything has a default. */
export interface DeviceOptions {
  /**
   * Network cards by LuatOS name; the last is the default card. One card may have several names, and several devices: they
   * share its address, ports and sockets. Default: this computer's network as ETH0 (none in a browser).
   */
  readonly adapters?: { readonly [name in AdapterName]?: Adapter | undefined } | undefined;
  /**
   * Names with their addresses (one, or up to four in the order to try them), as in a hosts file: `connect`, `bind`, `sntp`
   * and the `socket` library ask it before any card, and for its names nobody else. Names are the same in any case. TLS still
   * verifies the name. Where IPv4 or IPv6 is asked for and a name has none of it, the name is not resolved. Default: none.
   *
   * @example
   * ```ts
   * import { MockNet } from "@luat/adapters/mock";
   * import { createDevice } from "@luat/libnet";
   *
   * const net = new MockNet();
   * net.peer("10.0.0.5", 1883).expect("hello").reply("welcome");
   * const hosts = { "broker.example.com": "10.0.0.5" }; // the program's own server, played by the test
   * const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, hosts });
   * await net.play(async () => {
   *   const connection = await device.connect({ host: "broker.example.com", port: 1883 });
   *   await connection.tx("hello");
   *   new TextDecoder().decode(await connection.rx()); // "welcome"
   * });
   * await device.stop();
   * ```
   */
  readonly hosts?: HostsTable | undefined;
  /**
   * The time it lives in. Default: that of its cards, such as the virtual time of a mock network; where they have none of
   * their own, the system's. A card with a time of its own takes no other.
   */
  readonly clock?: Clock | undefined;
  /** Where log lines go. Default: the console. */
  readonly log?: LogPort | undefined;
  /** The level below which log lines are dropped. Default: `"debug"`, so none is. */
  readonly logLevel?: LogLevel | "silent" | undefined;
  /**
   * What happens with errors that tasks, subscribers, timers, callbacks and listeners throw or reject with: `"log"` writes them to the log,
   * `"throw"` makes them uncaught exceptions, and a function gets them, with text about where they were thrown. On a clock
   * that has `fail`, as one made for tests does, `"throw"` lets the test fail with them. Default: `"throw"` on such a clock, else `"log"`.
   */
  readonly onTaskError?: "log" | "throw" | ((error: unknown, where: string) => void) | undefined;
  /**
   * Whether {@link Device.assertIdle} tells on which line of the program each thing was made. It costs some microseconds for
   * each socket, wait, timer and subscription. Default: `true` on a clock that has `fail`, which is one made for tests, else `false`.
   */
  readonly origins?: boolean | undefined;
  /** What `rtos.reboot()` does. Default: a warning in the log. */
  readonly onReboot?: (() => void) | undefined;
  /** Default: none. */
  readonly limits?: SocketLimits | undefined;
  /** The language of `socket.state`'s text. Default: `"zh"`. */
  readonly language?: "zh" | "en" | undefined;
  /** Is told what happens to each socket; `@luat/libnet/diagnostics` makes log lines, numbers and messages of it. Default: nobody is. */
  readonly diagnostics?: Diagnostics | undefined;
}

/** How to stop a device. */
export interface StopOptions {
  /** Milliseconds for open connections to send what they accepted and close in order. Default: 0, they are cut. */
  readonly deadline?: number | undefined;
}

/** One LuatOS world: its libraries, its network cards, its sockets, its time. Many live side by side. */
export interface Device extends Luat, AsyncDisposable {
  /**
   * Connects to a TCP or TLS server.
   *
   * @param options - where and how; see {@link ConnectOptions}.
   * @returns the connection, on line.
   * @throws TypeError, RangeError when an option is wrong, or the device has no such adapter.
   * @throws BrokenError (`refused`, `unreachable`, `in-use`, …), ResolveError (`name`), TlsError (`tls`; its `tls` says what is
   * wrong about a certificate, a key or the handshake), TimeoutError (`timeout`), ClosedError
   * (`stopped`), or the signal's reason; after a time-out or an abort nothing goes on. Of a name with several addresses the
   * message names those that were tried, and `cause.errors` tells what came of each.
   * @see {@link @luat/libnet!LibnetTable.connect | libnet.connect} and {@link @luat/socket!SocketTable.connect | socket.connect}, which do this in
   * LuatOS.
   *
   * @example
   * ```ts
   * const connection = await device.connect({ host: "127.0.0.1", port: 7, timeout: 5_000 });
   * await connection.tx("hello");
   * await connection.close();
   * ```
   */
  connect(options: ConnectOptions): Promise<Connection>;
  /**
   * Listens for TCP or TLS clients.
   *
   * @param options - where and how; see {@link ListenOptions}.
   * @returns the server, listening.
   * @throws TypeError, RangeError when an option is wrong, or the device has no such adapter.
   * @throws TlsError (`tls`) when the certificate or key is wrong, BrokenError (`in-use`, `address`, `forbidden`, …), TimeoutError (`timeout`), ClosedError (`stopped`), or the
   * signal's reason.
   * @see {@link @luat/socket!SocketTable.listen | socket.listen}, which does this in LuatOS.
   *
   * @example
   * ```ts
   * const server = await device.listen({ port: 8080 });
   * const connection = await server.accept();
   * await connection?.tx("welcome");
   * ```
   */
  listen(options: ListenOptions): Promise<Server>;
  /**
   * Opens a UDP socket.
   *
   * @param options - where and how; see {@link BindOptions}. Default: any port, for anyone.
   * @returns the socket, open.
   * @throws TypeError, RangeError when an option is wrong, or the device has no such adapter.
   * @throws BrokenError (`in-use`, `address`, `forbidden`, …), ResolveError (`name`), TimeoutError (`timeout`), ClosedError
   * (`stopped`), or the signal's reason.
   * @see {@link @luat/libnet!LibnetTable.connect | libnet.connect} and {@link @luat/socket!SocketTable.connect | socket.connect}, which do this in
   * LuatOS after `socket.config` with `is_udp`.
   *
   * @example
   * ```ts
   * const datagrams = await device.bind({ port: 6000 });
   * await datagrams.tx("hello", { host: "127.0.0.1", port: 7 });
   * await datagrams.close();
   * ```
   */
  bind(options?: BindOptions): Promise<DatagramSocket>;
  /**
   * Asks time servers (SNTP) until one tells the time. The host's clock is never set; the device's time of day is with `set`.
   *
   * @param options - whom to ask; see {@link SntpOptions}. Default: LuatOS's servers.
   * @returns the time, and how far the device's clock is off.
   * @throws TypeError, RangeError when an option is wrong, or the device has no such adapter.
   * @throws when no server tells it, the error of the one that was asked last; its `cause.errors` are those of all, where there are
   * several: TimeoutError (`timeout`) when it stays silent, AnswerError (`answer`; its `flaw` says what is wrong about the answer, its
   * `kiss` why the server gives none, such as `RATE`), ResolveError (`name`), BrokenError (`refused`, `unreachable`, …).
   * @throws TimeoutError (`timeout`) when it takes too long in all, ClosedError (`stopped`), or the signal's reason.
   * @see {@link @luat/socket!SocketTable.sntp | socket.sntp}, which does this in LuatOS.
   *
   * @example
   * ```ts
   * const { time, offset, delay, server } = await device.sntp({ servers: "ntp.aliyun.com", set: true });
   * log.info("time", new Date(time).toISOString(), server); // prints "I/time 2026-07-01T08:00:00.000Z ntp.aliyun.com"
   * log.info("clock", offset > 0 ? "behind" : "ahead", delay); // prints "I/clock behind 0"
   * os.date("!%H:%M"); // "08:00"
   * ```
   */
  sntp(options?: SntpOptions): Promise<ServerTime>;
  /**
   * Waits until the default card is ready, and gives its address. A device without cards never is.
   *
   * @param options - how long to wait; default: for ever.
   * @returns the card's IP address.
   * @throws TypeError, RangeError when the time-out is wrong; TimeoutError (`timeout`) after it; ClosedError (`stopped`) when
   * the device is stopped; the signal's reason.
   * @see {@link @luat/libnet!LibnetTable.waitLink | libnet.waitLink}, {@link @luat/socket!SocketTable.linkup | socket.linkup} and
   * {@link @luat/socket!SocketTable.adapter | socket.adapter}, which do this in LuatOS.
   *
   * @example
   * ```ts
   * const ip = await device.ready({ timeout: 30_000 });
   * log.info("net", ip); // prints "I/net 10.0.0.2"
   * ```
   */
  ready(options?: WaitOptions): Promise<string>;
  /**
   * For the end of a test: checks that the program left nothing behind. Open are connections, servers and datagram sockets
   * that were not closed, ctrls that were not released, tasks that have not ended, subscriptions, timers, and all that waits:
   * in `sys`, in `libnet`, or for a promise of the device, of a connection or of a server. After {@link stop} nothing is open.
   *
   * @throws Error when something is open; its message lists each thing on a line of its own, with the line of the program that
   * made it where {@link DeviceOptions.origins} are kept.
   *
   * @example
   * ```ts
   * import { MockNet } from "@luat/adapters/mock";
   * import { createDevice } from "@luat/libnet";
   *
   * const net = new MockNet();
   * const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") } });
   * device.sys.timerLoopStart(function beat() {}, 60_000);
   * try {
   *   device.assertIdle();
   * } catch (error) {
   *   console.log(String(error));
   *   // Error: the device is not idle:
   *   // - timer function beat, every 60000 ms (at /app/test/beat.test.ts:6:12)
   * }
   * await device.stop();
   * device.assertIdle();
   * ```
   */
  assertIdle(): void;
  /**
   * Ends everything: tasks' waits reject with TaskStopped, those of connections with a ClosedError `stopped` (so `finally` runs), sockets close, timers and subscriptions go.
   * A loop that `sys.taskInit` started ends quietly so; one of your own, that runs as no task, must handle TaskStopped.
   *
   * @param options - `deadline`: milliseconds for open connections to end in order. Default: 0, they are cut.
   * @returns when all is ended; what could not be sent in time is told in the log. Later calls give the same promise.
   *
   * @example
   * ```ts
   * const connection = await device.connect({ host: "127.0.0.1", port: 7 });
   * await connection.tx("goodbye");
   * await device.stop({ deadline: 1_000 });
   * connection.state; // "closed"
   * ```
   */
  stop(options?: StopOptions): Promise<void>;
}

const KNOWN: Readonly<Record<keyof DeviceOptions, true>> = {
  ...{ adapters: true, hosts: true, clock: true, log: true, logLevel: true, onTaskError: true, origins: true, onReboot: true },
  ...{ limits: true, language: true, diagnostics: true },
};

/**
 * Makes a device. It starts nothing by itself but the news that its cards are ready.
 *
 * @param options - see {@link DeviceOptions}; all have defaults.
 * @returns the device; end it with `stop()`, or by `await using`.
 * @throws TypeError when a name of `adapters` is none, or a name or an address of `hosts`, or `onTaskError`, `origins` or `logLevel` is none of its values, or
 * `clock` is not that of a card with its own; RangeError
 * when two names of `adapters` mean the same slot, or a name of `hosts` has no address, or more than four.
 * @example
 * ```ts
 * import { nodeAdapter } from "@luat/adapters/node";
 * import { createDevice } from "@luat/libnet";
 *
 * await using device = createDevice({ adapters: { ETH0: nodeAdapter() }, logLevel: "warn", limits: { sockets: 8 } });
 * const { sys, socket, log } = device;
 * socket.dft(); // [16, 16]
 * ```
 */
export function createDevice(options: DeviceOptions = {}): Device {
  const { hosts, log, logLevel, onTaskError, origins, onReboot, limits, language, diagnostics } = expectKnown(options, "createDevice", KNOWN, "options");
  if (diagnostics !== undefined && typeof diagnostics !== "function") throw new TypeError(`diagnostics is ${shown(diagnostics)}; expected a function`);
  const adapters = options.adapters ?? defaultAdapters();
  const corelib = createCorelib({ clock: options.clock ?? clockOf(adapters), log, logLevel, onTaskError, origins, onReboot });
  expectClockOf(adapters, corelib.clock);
  const library = createSocketLibrary({ corelib, adapters, hosts, limits, language, diagnostics });
  return deviceOf(corelib, library);
}

/** Makes a device of libraries that are there already. */
export function deviceOf(corelib: Corelib, library: SocketLibrary): Device {
  const { sys, zbuff, pack, str, log, os, rtos, clock, origins, bus } = corelib;
  const { engine, cards, socket } = library;
  const world: World = { corelib, engine, cards, clock, origins, errors: bus.errors, log, unverified: new Set(), open: new Set(), stopped: false };
  let stopping: Promise<void> | undefined;
  const openItems = (): OpenItem[] => [...corelib.open(), ...library.open(), ...[...world.open].flatMap((one) => one.items())];
  const forget = clock.note?.(() => waitsText(openItems(), clock.now(), origins.kept));

  const stop = async (deadline: number): Promise<void> => {
    world.stopped = true;
    if (deadline > 0) {
      const closing = await Promise.allSettled([...world.open].map(async (one) => one.close?.({ timeout: deadline })));
      for (const result of closing) if (result.status === "rejected") log.warn("device", "stopping:", result.reason);
    }
    for (const one of [...world.open]) one.stopNow();
    corelib.stop();
    // Tasks run their finally blocks, which may still close their sockets.
    await new Promise<void>((resolve) => {
      clock.dry(resolve);
    });
    library.stop();
    forget?.();
  };

  const device: Device = {
    sys,
    socket,
    libnet: createLibnet(sys, library, clock),
    zbuff,
    pack,
    str,
    log,
    os,
    rtos,
    connect: (options) => connectIn(world, options),
    listen: (options) => listenIn(world, options),
    bind: (options) => bindIn(world, options),
    sntp: (options) => sntpIn(world, library.setTime, options),
    ready: (options) => readyIn(world, corelib.watch, options),
    assertIdle: () => {
      const items = openItems();
      if (items.length > 0) throw notIdle(items, clock.now(), origins.kept);
    },
    stop: (options) => (stopping ??= stop(options?.deadline ?? 0)),
    [Symbol.asyncDispose]: () => device.stop(),
  };
  ofWorld(device, world);
  return device;
}
