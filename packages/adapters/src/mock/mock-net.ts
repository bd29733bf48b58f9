import type { Endpoint } from "@luat/contract";
import { readAuthorities } from "../certs/index.js";
import { canonical, isLoopback } from "./address.js";
import { lendChance } from "./clock/clock-chance.js";
import { addNote } from "./clock/clock-notes.js";
import { mustBeAddress, mustBePort } from "../checks/addresses.js";
import { mustBeAddresses, mustBeDuration, mustBeName } from "./checks.js";
import { shown } from "../checks/shown.js";
import { Fabric } from "./fabric.js";
import { HostCard } from "./host/host-card.js";
import { mustKnow } from "../checks/known-options.js";
import { Looks } from "./looking/looks.js";
import type { Netstat } from "./looking/netstat.js";
import type { Trace, TraceOptions } from "./looking/trace.js";
import type { MockHost, MockHostOptions } from "./host/mock-host.js";
import type { Caller } from "./peer/caller.js";
import type { PeerOptions } from "./peer/peer-options.js";
import type { PeerScript } from "./peer/peer-script.js";
import { Peers, type PlayOptions } from "./peer/peers.js";
import { placeOf } from "./messages/place.js";
import { Chance } from "./rules/chance.js";
import { guardOf, ruleGuardOf, type Guard, type RuleGuard } from "./rules/guard.js";
import { mustBeNoMaker } from "./rules/makers.js";
import type { Rule } from "./rules/rule.js";
import { oneWay, type Traffic } from "./rules/traffic.js";
import { makeTappable } from "./tap-packets.js";
import { VirtualClock } from "./clock/virtual-clock.js";

/** How a mock network is made. */
export interface MockNetOptions {
  /**
   * What chance is made of, such as that of `loss` and `latency`, and what devices leave to chance: the same seed, the same run. When a wait of the clock
   * fails and chance had a part in it, its error names the seed. Default: 1.
   */
  readonly seed?: number | undefined;
  /** The time it lives in. Default: a new one. */
  readonly clock?: VirtualClock | undefined;
  /** Milliseconds that each packet is under way. Default: 0. */
  readonly latency?: number | undefined;
  /** Milliseconds until a name is resolved. Default: 0. */
  readonly resolveDelay?: number | undefined;
  /** The authorities of TLS that are known without being named, as those of a system: PEM. Default: none, so that nobody is trusted. */
  readonly authorities?: string | undefined;
}

/**
 * A network in memory, on virtual time: hosts with network cards, TCP with windows and back-pressure, UDP, TLS, names,
 * and what goes wrong on a network. It opens no socket and uses no timer of the host; the same program runs the
 * same way each time.
 *
 * Its TLS is a simulation: certificates are really verified, at the time that the clock shows, but **nothing is
 * encrypted**, and it understands nobody but itself.
 *
 * @example
 * ```ts
 * import { MockNet } from "@luat/adapters/mock";
 * import { createDevice } from "@luat/libnet";
 *
 * const net = new MockNet({ latency: 20 });
 * net.name("broker.test", ["10.0.0.1"]);
 * const server = createDevice({ adapters: { LWIP_ETH: net.host("10.0.0.1") }, clock: net.clock });
 * const client = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
 * await net.clock.run(async () => {
 *   await server.listen({ port: 1883 });
 *   const connection = await client.connect({ host: "broker.test", port: 1883 });
 *   net.clock.now(); // 40
 *   net.host("10.0.0.2").setLink(false); // the cable is pulled
 *   connection.on("close", (end) => console.log(end.kind)); // prints "broken"
 *   await connection.wait({ timeout: 1_000 }).catch((error: unknown) => console.log(String(error)));
 * });
 * ```
 *
 * @example
 * ```ts
 * import { createAuthority } from "@luat/adapters/certs";
 * import { MockNet } from "@luat/adapters/mock";
 * import { createDevice } from "@luat/libnet";
 *
 * const net = new MockNet();
 * net.name("broker.test", ["10.0.0.1"]);
 * const server = createDevice({ adapters: { LWIP_ETH: net.host("10.0.0.1") }, clock: net.clock });
 * const client = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
 * const authority = createAuthority({ now: net.clock.wall() });
 * await net.clock.run(async () => {
 *   await server.listen({ port: 8883, tls: authority.issue({ names: ["broker.test"] }) });
 *   const connection = await client.connect({ host: "broker.test", port: 8883, tls: { ca: authority.cert } });
 *   connection.security?.protocol; // "TLSv1.3"
 *   const stranger = client.connect({ host: "10.0.0.1", port: 8883, tls: { ca: authority.cert } });
 *   await stranger.catch((error: { tls?: string }) => console.log(error.tls)); // prints "name"
 * });
 * ```
 */
export class MockNet {
  /** What it was made with. */
  readonly seed: number;
  /** The time it lives in; give it to the devices too. */
  readonly clock: VirtualClock;
  readonly #fabric: Fabric;
  readonly #hosts = new Map<string, HostCard>();
  readonly #peers: Peers;
  readonly #looks: Looks;

  /** @throws RangeError when `latency` or `resolveDelay` is not a number of at least 0, TypeError when `authorities` cannot be read, or for an option that there is not. */
  constructor(options: MockNetOptions = {}) {
    mustKnow("MockNet", options, { seed: true, clock: true, latency: true, resolveDelay: true, authorities: true });
    const { seed = 1, clock = new VirtualClock(), latency = 0, resolveDelay = 0, authorities } = options;
    mustBeDuration("latency", latency);
    mustBeDuration("resolveDelay", resolveDelay);
    this.seed = seed;
    this.clock = clock;
    const known = authorities === undefined ? [] : readAuthorities(authorities);
    if ("reason" in known) throw new TypeError("authorities cannot be read; expected certificates as PEM", { cause: known.cause });
    const chance = new Chance(seed);
    lendChance(clock, chance.stream("devices"));
    addNote(clock, () => (chance.isUsed ? `chance had a part in this: new MockNet({ seed: ${seed} }) repeats it` : undefined));
    this.#fabric = new Fabric(clock, latency, resolveDelay, known, chance);
    makeTappable(this, this.#fabric.inspection);
    this.#looks = new Looks(clock, this.#fabric.inspection, () => this.#hosts.values());
    this.#peers = new Peers(clock, latency);
  }

  /**
   * The host at an address, made if there is none yet.
   *
   * @param address - an IPv4 address.
   * @param options - for a new host.
   * @returns its network card.
   * @throws TypeError or RangeError for a wrong address or option, Error when another host has the address, or when
   * the host is there already and options are given.
   */
  host(address: string, options?: MockHostOptions): MockHost {
    const known = this.#hosts.get(address);
    if (known !== undefined) {
      if (options !== undefined) throw new Error(`the host ${address} is there already; its options cannot change`);
      return known;
    }
    const host = new HostCard(this.#fabric, address, options === undefined ? {} : options);
    this.#hosts.set(address, host);
    return host;
  }

  /**
   * A server whose part is a script; it listens from now on.
   *
   * @param address - of its host, which is made if there is none yet.
   * @param port - 1 to 65535.
   * @param options - what it talks. Default: TCP.
   * @returns the script, to be written.
   * @throws TypeError or RangeError for a wrong address, port or option; Error while another script has the address and port.
   *
   * @example
   * ```ts
   * const broker = net.peer("10.0.0.5", 1883);
   * broker.expect("login\n").reply("ok\n").wait(30_000).reset().nextConnection().expect("login\n").reply("ok\n");
   * sys.taskInitEx(async () => {
   *   for (;;) {
   *     const ctrl = socket.create(null, "BROKER");
   *     socket.config(ctrl);
   *     if (await libnet.connect("BROKER", 15_000, ctrl, "10.0.0.5", 1883)) {
   *       await libnet.tx("BROKER", 15_000, ctrl, "login\n");
   *       while ((await libnet.wait("BROKER", 0, ctrl))[0]) socket.rx(ctrl, buff);
   *     }
   *     await libnet.close("BROKER", 5_000, ctrl);
   *     socket.release(ctrl);
   *     await sys.wait(5_000);
   *   }
   * }, "BROKER");
   * await net.play(); // until the program has come back
   * new TextDecoder().decode(buff.query()); // "ok\nok\n"
   * ```
   */
  peer(address: string, port: number, options: PeerOptions = {}): PeerScript {
    return this.#peers.listen(this.host(address), address, port, options, this.peer);
  }

  /**
   * A host whose clients are scripts.
   *
   * @param address - of the host, which is made if there is none yet.
   * @throws TypeError when `address` is no IPv4 address.
   */
  caller(address: string): Caller {
    const card = this.host(address);
    const dial: Caller["dial"] = (host, port, options = {}) => this.#peers.dial(card, host, port, options, dial);
    return { dial };
  }

  /**
   * Moves time until `work` settles and the scripts of all peers are done, and what they sent last has arrived.
   *
   * When a script fails, this and all other waits of the clock reject at once, before the code under test sees that its
   * connection is gone.
   *
   * @param work - called at once. Default: nothing but the scripts is waited for.
   * @param options - how long it may take on this clock; where there is no work, the only argument.
   * @returns what `work` promised.
   * @throws PeerError when a script fails, or when nothing is left to happen (or `options.within` has passed) and one is
   * not done; AggregateError when several are not; Error as `VirtualClock.run`; and what `work` rejects
   * with, which says then what the scripts wait for.
   *
   * @example
   * ```ts
   * net.peer("10.0.0.5", 1883).expect("hello").reply("welcome");
   * const bytes = await net.play(async () => {
   *   const connection = await device.connect({ host: "10.0.0.5", port: 1883 });
   *   await connection.tx("hello");
   *   return connection.rx();
   * });
   * new TextDecoder().decode(bytes); // "welcome"
   * net.assertDone();
   * ```
   */
  play(options?: PlayOptions): Promise<void>;
  play<T>(work: () => Promise<T>, options?: PlayOptions): Promise<T>;
  play<T>(work?: (() => Promise<T>) | PlayOptions, options?: PlayOptions): Promise<T | void> {
    return this.#peers.play(work, options);
  }

  /**
   * Throws when a script has failed or is not done: for the end of a test, best in `afterEach`.
   *
   * @throws PeerError, or AggregateError when it is true of several.
   */
  assertDone(): void {
    this.#peers.assertDone();
  }

  /**
   * Gives a name its addresses, in the order in which they are answered. Names nobody gave are not resolved, but
   * `localhost` is.
   *
   * @throws TypeError when the name or an address is none, RangeError when there are no addresses.
   */
  name(name: string, addresses: readonly string[]): void {
    mustBeName(name);
    mustBeAddresses("addresses", addresses);
    this.#fabric.names.set(name, addresses);
  }

  /**
   * From now on nothing gets from or to an address, and nobody is told: a dial waits for an answer for ever. Datagrams are
   * lost. What is sent on a connection meanwhile gets through afterwards, as TCP sends it again, also after a `close()` in
   * order; but nothing of a connection that was aborted or lost its link: its data is gone, and its reset is lost, so that
   * the peer learns of it only when it sends or keeps alive. For streams that give up after a while, drop by a rule:
   * `net.rule(() => "drop")`.
   *
   * @param address - of a host, or one that no host has (without a hole, dialling that is "unreachable").
   * @param port - only this port of it. Default: all.
   * @returns what ends it.
   * @throws TypeError when `address` is none, RangeError for a wrong port.
   */
  blackhole(address: string, port?: number): Guard {
    mustBeAddress("address", address);
    mustBePort("port", port);
    return guardOf(this.#fabric.dig(address, port));
  }

  /**
   * Lets a rule decide about every packet that leaves, from now on. What has left already arrives.
   *
   * Rules are asked in the order in which they were installed, like boxes on a wire: delays add up, the next rule sees the
   * bytes that the one before made, and a `"drop"`, `"hold"` or `"reset"` is the last word. A rule that throws, or says what
   * is no verdict, is removed, and the waits of the clock reject with its error, which says where it was installed. What a host sends to itself is asked about
   * too; names are resolved without packets, see {@link failName} and {@link delayName}.
   *
   * TCP stays TCP: its bytes arrive in order and once, so that loss is only delay. What is dropped is sent again after
   * 200 ms, and then after twice as long each time, and is asked about each time; what is behind it waits. After 8 times in
   * vain (102.2 s) the stream ends with "timeout", and a dial after 6 (25.4 s); the peer of a stream is not told. A reset is
   * sent once, and with it goes what was to be sent again; one that answers what the peer sends is repeated as that is. Probes of
   * keep-alive, and answers to them, are not sent again. They are really sent only while there are rules, so `clock.run()`
   * without a promise finds no end then as long as a stream has keep-alive. What tells a host with a profile that its data
   * arrived (see `HostProfile`) is sent again as all else, but nothing waits for it, one of later data makes up for it, and in
   * vain it ends the stream of that host.
   *
   * @param rule - what is asked: one of the library, such as `latency`, or any function.
   * @returns what ends it, and counts what it did.
   * @throws TypeError when `rule` is no function, or is what makes a rule (`stall` instead of `stall()`).
   *
   * @example
   * ```ts
   * import { MockNet } from "@luat/adapters/mock";
   * import { createDevice } from "@luat/libnet";
   *
   * const net = new MockNet();
   * const server = createDevice({ adapters: { LWIP_ETH: net.host("10.0.0.1") }, clock: net.clock });
   * const client = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
   * await net.clock.run(async () => {
   *   await server.listen({ port: 1883 });
   *   const guard = net.rule((packet) => (packet.kind === "syn" && packet.attempt < 3 ? "drop" : "pass"));
   *   await client.connect({ host: "10.0.0.1", port: 1883 });
   *   net.clock.now(); // 600
   *   guard.remove();
   * });
   * ```
   */
  rule(rule: Rule): RuleGuard {
    const given: unknown = rule;
    if (typeof given !== "function") throw new TypeError(`rule is ${shown(given)}; expected a function`);
    mustBeNoMaker(rule);
    const { inspection } = this.#fabric;
    const installed = inspection.install(rule, placeOf(this.rule));
    return ruleGuardOf(() => {
      inspection.uninstall(installed);
    }, installed);
  }

  /**
   * Lets streams be full: what is sent waits, and once something waits they say FULL, whatever `highWater` is. They drain when
   * it ends.
   *
   * @param traffic - the streams that are meant, by their ends. Default: all.
   * @returns what ends it.
   * @throws TypeError or RangeError for a wrong address, port or option.
   *
   * @example
   * ```ts
   * import { MockNet } from "@luat/adapters/mock";
   * import { createDevice } from "@luat/libnet";
   *
   * const net = new MockNet();
   * const server = createDevice({ adapters: { LWIP_ETH: net.host("10.0.0.1") }, clock: net.clock });
   * const client = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
   * await net.clock.run(async () => {
   *   await server.listen({ port: 1883 });
   *   const connection = await client.connect({ host: "10.0.0.1", port: 1883 });
   *   net.clock.after(5_000, net.fillBuffers({ from: "10.0.0.2" }));
   *   await connection.tx("waits", { until: "sent" });
   *   net.clock.now(); // 5_000
   * });
   * ```
   */
  fillBuffers(traffic: Omit<Traffic, "protocol"> = {}): Guard {
    mustKnow("fillBuffers", traffic, { from: true, to: true, port: true });
    return guardOf(this.#fabric.clog(oneWay(traffic)));
  }

  /**
   * Lets a name not be resolved, whatever addresses it has.
   *
   * @param name - in any case.
   * @param errno - the code that systems give. Default: `"ENOTFOUND"`.
   * @returns what ends it.
   * @throws TypeError when `name` is none.
   *
   * @example
   * ```ts
   * import { MockNet } from "@luat/adapters/mock";
   * import { createDevice } from "@luat/libnet";
   *
   * const net = new MockNet();
   * const client = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
   * net.name("broker.test", ["10.0.0.1"]);
   * using broken = net.failName("broker.test", "EAI_AGAIN");
   * const dial = net.clock.run(() => client.connect({ host: "broker.test", port: 1883 }));
   * await dial.catch((error: Error) => error.name); // "ResolveError"
   * ```
   */
  failName(name: string, errno = "ENOTFOUND"): Guard {
    mustBeName(name);
    return guardOf(this.#fabric.names.fail(name, { reason: "name", errno }));
  }

  /**
   * Lets a name be resolved late, in addition to `resolveDelay`.
   *
   * @param name - in any case.
   * @param ms - how much later.
   * @returns what ends it.
   * @throws RangeError when `ms` is not a number of at least 0, TypeError when `name` is none.
   *
   * @example
   * ```ts
   * import { MockNet } from "@luat/adapters/mock";
   *
   * const net = new MockNet();
   * net.name("broker.test", ["10.0.0.1"]);
   * using slow = net.delayName("broker.test", 3_000);
   * net.host("10.0.0.2").resolve("broker.test", {}, () => console.log(net.clock.now())); // prints "3000"
   * await net.clock.run();
   * ```
   */
  delayName(name: string, ms: number): Guard {
    mustBeName(name);
    mustBeDuration("ms", ms);
    return guardOf(this.#fabric.names.delay(name, ms));
  }

  /**
   * Gives a host another IPv4 address, as when a mobile network registers it anew: its link goes down and comes up again,
   * what was open on it ends with "link", and its peers are never told: what they send gets nowhere, so that they end with
   * "timeout" when they send or keep alive. Names and IPv6 addresses stay as they are.
   *
   * @param from - its address.
   * @param to - the new one, at which `host()` finds it from now on.
   * @throws TypeError when `to` is no IPv4 address, Error when no host has the one address, or another has the other.
   *
   * @example
   * ```ts
   * import { MockNet } from "@luat/adapters/mock";
   * import { createDevice } from "@luat/libnet";
   *
   * const net = new MockNet();
   * const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
   * for (const topic of ["IP_LOSE", "IP_READY"]) device.sys.subscribe(topic, (...args) => console.log(topic, args[0]));
   * await net.clock.advance(0); // prints "IP_READY 10.0.0.2"
   * net.moveHost("10.0.0.2", "10.0.0.77"); // prints "IP_LOSE 1"
   * await net.clock.advance(0); // prints "IP_READY 10.0.0.77"
   * ```
   */
  moveHost(from: string, to: string): void {
    const host = this.#hosts.get(from);
    if (host === undefined) throw new Error(`no host has the address ${from}`);
    host.move(to);
    this.#hosts.delete(from);
    this.#hosts.set(to, host);
  }

  /**
   * Cuts all connections that have an end at an address: both ends are closed with the fault "reset". Datagram sockets
   * have no connection, so nothing happens to them.
   *
   * @param address - of a host.
   * @param port - only this port of it. Default: all.
   * @throws TypeError when `address` is none, RangeError for a wrong port, Error when no host has the address.
   */
  reset(address: string, port?: number): void {
    mustBeAddress("address", address);
    mustBePort("port", port);
    if (!isLoopback(address) && this.#fabric.station(address) === undefined) throw new Error(`no host has the address ${address}`);
    const key = canonical(address);
    const isMeant = (end: Endpoint): boolean => canonical(end.host) === key && (port === undefined || end.port === port);
    this.clock.after(0, () => {
      for (const host of this.#hosts.values()) host.resetStreams(isMeant);
    });
  }

  /**
   * Looks at all sockets of all hosts, as `netstat` does. When a wait of the clock fails, or a script, the error shows the
   * same table of what is open then.
   *
   * @returns what there was at this moment, as rows and as a table.
   *
   * @example
   * ```ts
   * import { MockNet } from "@luat/adapters/mock";
   * import { createDevice } from "@luat/libnet";
   *
   * const net = new MockNet();
   * const server = createDevice({ adapters: { LWIP_ETH: net.host("10.0.0.1", { name: "broker" }) }, clock: net.clock });
   * const client = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2", { name: "meter" }) }, clock: net.clock });
   * await net.clock.run(async () => {
   *   await server.listen({ port: 1883, backlog: 4 });
   *   const connection = await client.connect({ host: "10.0.0.1", port: 1883 });
   *   await connection.tx("hello");
   * });
   * console.log(`${net.netstat()}`);
   * // Host    Proto  Recv-Q  Send-Q  Local address   Peer address    State
   * // broker  tcp         1       4  0.0.0.0:1883    *               LISTEN
   * // broker  tcp         5       0  10.0.0.1:1883   10.0.0.2:50000  ESTABLISHED
   * // meter   tcp         0       0  10.0.0.2:50000  10.0.0.1:1883   ESTABLISHED
   * net.netstat().rows.map(({ host, state, recvQ }) => `${host} ${state} ${recvQ}`); // ["broker LISTEN 1", "broker ESTABLISHED 5", "meter ESTABLISHED 0"]
   * ```
   */
  netstat(): Netstat {
    return this.#looks.netstat();
  }

  /**
   * Writes down all packets from now on, as `tcpdump` does: to be read as a chart, put into a report, or opened in Wireshark.
   * When a wait of the clock fails, or a script, the error shows the last packets of a trace that is going on. Nothing costs
   * anything as long as there is none.
   *
   * @param options - which packets, and how many at most. Default: all, and 10,000.
   * @returns what has them, and ends it.
   * @throws TypeError or RangeError for a wrong address, port, protocol or limit.
   *
   * @example
   * ```ts
   * import { MockNet } from "@luat/adapters/mock";
   * import { createDevice } from "@luat/libnet";
   *
   * const net = new MockNet({ latency: 20 });
   * const server = createDevice({ adapters: { LWIP_ETH: net.host("10.0.0.1") }, clock: net.clock });
   * const client = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
   * using trace = net.trace({ port: 1883 });
   * net.rule(({ kind, attempt }) => (kind === "data" && attempt === 1 ? "drop" : "pass"));
   * await net.clock.run(async () => {
   *   const listener = await server.listen({ port: 1883 });
   *   const connection = await client.connect({ host: "10.0.0.1", port: 1883 });
   *   await connection.tx("hello");
   *   await (await listener.accept())?.rx();
   * });
   * console.log(`${trace}`);
   * // left ms  arrived  10.0.0.2        10.0.0.1
   * //       0       20  ├─ syn ────────▶│  50000 → 1883
   * //      20       40  │◀──── syn-ack ─┤  1883 → 50000
   * //      40        -  ├─ data 5 ─✗    │  50000 → 1883  "hello"
   * //     240      260  ├─ data 5 ─────▶│  50000 → 1883  "hello"  try 2
   * trace.packets.map(({ kind, attempt, arrived }) => `${kind} ${attempt} ${arrived}`); // ["syn 1 20", "syn-ack 1 40", "data 1 undefined", "data 2 260"]
   * trace.pcap() instanceof Uint8Array; // true
   * ```
   */
  trace(options?: TraceOptions): Trace {
    return this.#looks.trace(options);
  }

  /** How many streams live on all hosts: from dialling, or from when a client is connected, to their end. */
  get openStreams(): number {
    return this.#sum((host) => host.openStreams);
  }

  /** How many listeners live on all hosts. */
  get openListeners(): number {
    return this.#sum((host) => host.openListeners);
  }

  /** How many datagram sockets live on all hosts. */
  get openDatagrams(): number {
    return this.#sum((host) => host.openDatagrams);
  }

  #sum(count: (host: MockHost) => number): number {
    return [...this.#hosts.values()].reduce((sum, host) => sum + count(host), 0);
  }
}
