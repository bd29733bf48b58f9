import type { Endpoint } from "@luat/contract";
import { createCorelib, type Zbuff } from "@luat/corelib";
import { expect } from "vitest";
import { type LuatCtrl, type Ctrl } from "../src/faithful/ctrl.js";
import { createSocketLibrary, type SocketLibrary } from "../src/socket-library.js";
import { STATES } from "../src/ids.js";
import type { Socket } from "../src/runtime/socket.js";
import { DatagramLedger } from "./datagram-ledger.js";
import { checkSocket, must } from "./invariants.js";
import { FakeCard } from "./fake-card.js";
import type { FakeDatagrams } from "./fake-datagrams.js";
import type { FakeStream } from "./fake-stream.js";
import { HandClock } from "./hand-clock.js";
import { pattern } from "./pattern.js";
import { eventName } from "./rig.js";

/** One thing that a program calls, that the network does, or that time brings. */
export interface Act {
  readonly act: keyof typeof CALLS | keyof typeof NETWORK;
  /** Which of the ctrls, streams, look-ups, listeners or datagram sockets. */
  readonly who: number;
  /** How much or which kind. */
  readonly much: number;
}

/** What a program calls, and how often among the others. */
export const CALLS = {
  create: 1,
  config: 3,
  connect: 5,
  "connect name": 3,
  resolve: 1,
  "listen one": 2,
  "listen many": 3,
  accept: 4,
  linkup: 1,
  tx: 6,
  "tx large": 6,
  rx: 4,
  read: 4,
  wait: 3,
  discon: 2,
  close: 2,
  "close all": 1,
  release: 1,
} as const;

/** What the network and time do, and how often among the others. */
export const NETWORK = {
  step: 2,
  settle: 6,
  answer: 4,
  connected: 8,
  secured: 5,
  refused: 1,
  late: 1,
  bytes: 6,
  "many bytes": 4,
  fin: 2,
  reset: 1,
  pass: 5,
  slow: 3,
  link: 1,
  started: 4,
  stopped: 1,
  client: 5,
  "client speaks": 3,
  bound: 5,
  unbound: 1,
  datagram: 6,
  "datagrams pass": 3,
  "datagrams slow": 2,
  bounce: 1,
} as const;

/** How a run begins. */
export type Start = "nothing" | "connected" | "connected, slow" | "listening" | "secured" | "bound";

/** What `config` may set a ctrl to. */
const KINDS = ["TCP", "UDP", "TLS"] as const;
/** The most that one TLS record holds. */
const RECORD = 16_384;
/** Where datagrams go that are not for the peer. */
const ELSEWHERE: Endpoint = { host: "10.0.0.7", port: 7 };

const TUPLES = {
  wait: new Set(["true,true", "true,false", "false,false"]),
  tx: new Set(["true,false,false", "true,true,true", "false,false,false"]),
};

/** What a ctrl may still be told, by what was called. */
interface Expecting {
  readonly port: number;
  link: boolean;
  onLine: boolean;
  /** At most one for each tx that was taken. */
  txOk: number;
  closed: boolean;
}

/** What is known of one stream, apart from what the socket makes of it. */
interface Ledger {
  readonly seed: number;
  /** Bytes that the peer sent, and that were read. */
  arrived: number;
  read: number;
  /** What each arrival that was not read yet has left. */
  readonly records: number[];
  /** Bytes that tx took. */
  taken: number;
}

/**
 * A device in the hands of chance: does any acts in any order, as well inside of callbacks, and knows what must hold
 * whatever happens.
 */
export class Chaos {
  readonly clock = new HandClock();
  readonly card = new FakeCard(this.clock);
  readonly library: SocketLibrary;
  readonly failures: unknown[] = [];
  readonly #ctrls: Ctrl[] = [];
  readonly #expecting = new Map<Ctrl, Expecting>();
  readonly #ledgers = new Map<FakeStream, Ledger>();
  readonly #datagramLedgers = new Map<FakeDatagrams, DatagramLedger>();
  #inside: Act[] = [];
  readonly #buff: Zbuff;
  #told = 0;
  #calling = false;
  #ports = 4000;

  /** @param inside - what callbacks do, one act each. */
  constructor(start: Start, inside: readonly Act[]) {
    const corelib = createCorelib({
      clock: this.clock,
      log: { write: () => undefined },
      onTaskError: (error) => this.failures.push(error),
    });
    this.card.auto = false;
    this.library = createSocketLibrary({ corelib, adapters: { ETH0: this.card } });
    this.#buff = corelib.zbuff.create(16);
    this.#create();
    this.#create();
    if (start === "listening") this.#begin("listen many", "started");
    else if (start === "secured" || start === "bound") {
      this.do({ act: "config", who: 0, much: start === "bound" ? 1 : 2 });
      this.do({ act: "connect", who: 0, much: 1 });
      this.#begin("connected", "secured", "bound");
    } else if (start !== "nothing") this.#begin("connect", "connected");
    if (start === "connected, slow") this.#begin("slow");
    this.#inside = [...inside];
  }

  #begin(...acts: Array<Act["act"]>): void {
    for (const act of acts) this.do({ act, who: 0, much: 0 });
  }

  do({ act, who, much }: Act): void {
    const { card, clock } = this;
    const streams = card.streams.filter((one) => one.alive);
    const stream = streams[who % streams.length];
    const listeners = card.listeners.filter((one) => one.alive);
    const listener = listeners[who % listeners.length];
    const lookups = card.lookups.filter((one) => one.waiting);
    const lows = card.datagramSockets.filter((one) => one.alive);
    const low = lows[who % lows.length];
    switch (act) {
      case "step":
        clock.step();
        break;
      case "settle":
        clock.settle();
        break;
      case "answer":
        lookups[who % lookups.length]?.answer(
          much % 4 === 0 ? { fault: { reason: "name" } } : { addresses: ["10.0.0.5", "10.0.0.6", "10.0.0.7"].slice(0, much % 4) },
        );
        break;
      case "connected":
        stream?.connect();
        break;
      case "secured":
        if (much % 6 === 5 && stream?.phase === "handshake") stream.fail({ reason: "tls", tls: "untrusted" });
        else stream?.secure();
        break;
      case "refused":
        if (stream?.phase === "dialing") stream.fail({ reason: "refused" });
        break;
      case "late":
        // As long as an address is waited for while there are others.
        clock.advance(30_000);
        break;
      case "bytes":
        if (stream !== undefined) this.#arrive(stream, 1 + (much % 60), much % 2 === 0);
        break;
      case "many bytes":
        if (stream !== undefined) this.#arrive(stream, 44_000, much % 2 === 0);
        break;
      case "fin":
        if (stream?.phase === "up") stream.fin();
        break;
      case "reset":
        if (stream?.phase === "up") stream.fail({ reason: "reset" });
        break;
      case "pass":
        stream?.pass(much % 3 === 0 ? undefined : 1 + much * 40);
        break;
      case "slow":
        if (stream !== undefined) Object.assign(stream, { slow: much % 2 === 0, highWater: 2500 });
        break;
      case "link":
        card.endsFirst = much % 2 === 0;
        card.setLink(!card.isReady());
        break;
      case "started":
        listener?.start();
        break;
      case "stopped":
        listener?.fail({ reason: "broken" });
        break;
      case "client":
        if (listener?.phase === "open") listener.client();
        break;
      case "client speaks": {
        const offer = listener?.offers[who % listener.offers.length];
        if (offer !== undefined) this.#arrive(offer.stream, 1 + (much % 60), true);
        break;
      }
      case "bound":
        low?.start();
        break;
      case "unbound":
        low?.fail({ reason: low.phase === "opening" ? "in-use" : "broken" });
        break;
      case "datagram":
        if (low !== undefined) this.#datagramLedger(low).arrive(much % 7 === 0 ? 44_000 : much % 60, much % 2 === 0);
        break;
      case "datagrams pass":
        low?.pass(much % 3 === 0 ? undefined : 1 + (much % 4), much % 5 === 0 ? [1] : []);
        break;
      case "datagrams slow":
        if (low !== undefined) Object.assign(low, { slow: much % 2 === 0, highWater: 1 + (much % 4) });
        break;
      case "bounce":
        low?.bounce();
        break;
      default:
        this.#call(act, this.#ctrls[who % this.#ctrls.length], much);
    }
    this.check();
  }

  /** What holds after whatever happened. */
  check(): void {
    const { card, library } = this;
    if (this.failures.length > 0) throw this.failures[0] as Error;
    must(card.misuse.length === 0, "misuse", card.misuse);
    const sockets = this.#ctrls.map((ctrl) => (ctrl as LuatCtrl).socket);
    must(library.engine.sockets.size === sockets.length, "a socket is not the device's");
    let lookups = 0;
    let limits = 0;
    for (const socket of sockets) {
      checkSocket(socket, card);
      if (socket.state === STATES.WAIT_DNS && socket.goal === "connect") lookups++;
      if (socket.state === STATES.CONNECTING && socket.untried > 0 && !socket.datagram) limits++;
    }
    must(this.clock.waiting === limits, "timers wait", this.clock.waiting, "of", limits);
    must(card.lookups.filter((one) => one.waiting).length === lookups, "look-ups that nobody waits for");
    for (const stream of card.streams) must(!stream.alive || sockets.includes(stream.sink as Socket), "a stream nobody owns");
    for (const low of card.datagramSockets) must(!low.alive || sockets.some((one) => one.open && one.datagram && one.localPort === low.options.port), "datagrams nobody owns");
  }

  /** Brings everything to rest, and looks whether all bytes came through. */
  finish(): void {
    this.#inside = [];
    for (let round = 0; round < 6; round++) {
      this.clock.settle();
      for (const ctrl of this.#ctrls) while (this.#read(ctrl, 0));
      for (const stream of this.card.streams) stream.pass();
      for (const low of this.card.datagramSockets) low.pass();
    }
    this.clock.settle();
    this.check();
    for (const ctrl of this.#ctrls) {
      const { socket } = ctrl as LuatCtrl;
      if (socket.datagram && socket.state === STATES.ONLINE && socket.open) {
        this.#datagramsOf(socket)?.atRest();
        continue;
      }
      const stream = this.#streamOf(socket);
      if (stream === undefined || socket.state !== STATES.ONLINE || !socket.open) continue;
      const ledger = this.#ledger(stream);
      must(ledger.read === stream.delivered, "of", stream.delivered, "bytes were read", ledger.read);
      if (!stream.alive) continue;
      must(stream.delivered === ledger.arrived, "of", ledger.arrived, "bytes were delivered", stream.delivered);
      must(stream.wire.length === ledger.taken, "of", ledger.taken, "bytes were sent", stream.wire.length);
    }
    for (const [stream, { seed, taken }] of this.#ledgers) {
      const { wire } = stream;
      must(wire.length <= taken, "more was sent than taken");
      must(!stream.finSent || wire.length === taken, "FIN came too early");
      if (Buffer.compare(wire, pattern(seed + 1, 0, wire.length)) !== 0) expect(wire).toEqual(pattern(seed + 1, 0, wire.length));
    }
    for (const ledger of this.#datagramLedgers.values()) ledger.check();
    for (const ctrl of [...this.#ctrls]) this.#call("release", ctrl, 0);
    const told = this.#told;
    this.clock.settle();
    this.card.setLink(false);
    this.card.setLink(true);
    this.clock.settle();
    this.check();
    must(this.#told === told, "events after release");
    must(this.card.open().length === 0, "left open:", this.card.open());
    must(this.library.engine.sockets.size === 0, "sockets are left");
    this.library.stop();
    must(this.card.watchers === 0, "the card is still watched");
  }

  #create(): void {
    const { socket } = this.library;
    const ctrl = socket.create(null, this.#callback);
    if (ctrl === undefined) throw new Error("no socket");
    this.#adopt(ctrl);
  }

  /** Each ctrl has a port of its own, by which its listener and its datagrams are known. */
  #adopt(ctrl: Ctrl): void {
    this.library.socket.config(ctrl, ++this.#ports);
    this.#ctrls.push(ctrl);
    this.#expecting.set(ctrl, { port: this.#ports, link: false, onLine: false, txOk: 0, closed: false });
  }

  readonly #callback = (ctrl: Ctrl, event: number, param: number): void => {
    this.#told++;
    const name = eventName(event);
    const expecting = this.#expecting.get(ctrl) as Expecting;
    must(this.#ctrls.includes(ctrl), "a released ctrl is told", name);
    must(param === 0 || param === -1, "param is", param);
    if (name === "LINK") must(expecting.link && param === 0, "LINK nobody waits for", param);
    else if (name === "ON_LINE") must(expecting.onLine, "ON_LINE nobody waits for");
    else if (name === "TX_OK") must(expecting.txOk-- > 0, "TX_OK without a tx");
    else if (name === "CLOSED") must(expecting.closed, "CLOSED without a discon");
    else must(name === "EVENT", "told", name);
    must(!this.#calling, "a call told", name, "before it returned");
    const act = this.#inside.pop();
    if (act !== undefined) this.#call(act.act, ctrl, act.much);
  };

  #call(act: Act["act"], ctrl: Ctrl | undefined, much: number): void {
    this.#calling = true;
    this.#act(act, ctrl, much);
    this.#calling = false;
  }

  #act(act: Act["act"], ctrl: Ctrl | undefined, much: number): void {
    const { socket } = this.library;
    if (act === "create") {
      if (this.#ctrls.length < 4) this.#create();
      return;
    }
    if (ctrl === undefined) return;
    const expecting = this.#expecting.get(ctrl) as Expecting;
    switch (act) {
      case "config": {
        const kind = KINDS[much % KINDS.length];
        must(socket.config(ctrl, expecting.port, kind === "UDP", kind === "TLS") === true, "config fails");
        break;
      }
      case "connect":
        if (much % 3 === 0 ? socket.connect(ctrl, "255.255.255.255", 0)[0] : socket.connect(ctrl, "10.0.0.1", 80)[0]) expecting.onLine = true;
        break;
      case "close all":
        for (const one of this.#ctrls) if ((one as LuatCtrl).socket.open) (this.#expecting.get(one) as Expecting).closed = true;
        must(socket.close_all(socket.ETH0), "close_all fails");
        break;
      case "connect name":
        if (socket.connect(ctrl, "a.test", 80)[0]) expecting.onLine = true;
        break;
      case "resolve":
        if (socket.connect(ctrl, "a.test", 0)[0]) expecting.onLine = true;
        break;
      case "listen one":
      case "listen many":
        if (socket.listen(ctrl, act === "listen one" ? 0 : 1 + (much % 3))[0]) expecting.onLine = true;
        break;
      case "accept": {
        const [ok, client] = socket.accept(ctrl, this.#callback);
        must(client === undefined || ok === true, "a client, but false");
        if (client !== undefined) this.#adopt(client);
        break;
      }
      case "linkup": {
        const [ok, done] = socket.linkup(ctrl);
        must(ok === true && done === this.card.isReady(), "linkup gives", ok, done);
        if (!done) expecting.link = true;
        break;
      }
      case "tx":
      case "tx large": {
        const count = act === "tx" ? much % 50 : 2049 + much;
        if ((ctrl as LuatCtrl).socket.datagram) this.#txDatagram(ctrl, count, much);
        else this.#tx(ctrl, count);
        break;
      }
      case "rx":
        this.#rx(ctrl, much % 3 === 0 ? undefined : much);
        break;
      case "read":
        this.#read(ctrl, much);
        break;
      case "wait":
        must(TUPLES.wait.has(String(socket.wait(ctrl))), "wait gives something else");
        break;
      case "discon": {
        const [ok, done] = socket.discon(ctrl);
        must(ok === true, "discon is never refused");
        if (done === false) expecting.closed = true;
        break;
      }
      case "close":
        socket.close(ctrl);
        break;
      case "release":
        socket.release(ctrl);
        this.#ctrls.splice(this.#ctrls.indexOf(ctrl), 1);
        break;
      default:
        // What the network does is not done inside of callbacks.
        must((socket.state(ctrl)[0] ?? 8) <= STATES.DISCONNECTING, "the state is", socket.state(ctrl));
        must(socket.adapter()[0] === this.card.isReady(), "the card is", socket.adapter());
    }
  }

  #tx(ctrl: Ctrl, count: number): void {
    const socket = (ctrl as LuatCtrl).socket;
    const stream = this.#streamOf(socket);
    const ledger = stream === undefined ? undefined : this.#ledger(stream);
    const bytes = pattern((ledger?.seed ?? 0) + 1, ledger?.taken ?? 0, count).slice();
    const result = this.library.socket.tx(ctrl, bytes);
    bytes.fill(0xdd);
    must(TUPLES.tx.has(String(result)), "tx gives", result);
    const [ok, full] = result;
    must(full !== true || (stream?.queued ?? 0) + socket.outgoing.gathered > 0, "full, though nothing is queued");
    if (ok !== true || full === true) return;
    if (ledger === undefined) throw new Error("it took bytes without a stream");
    ledger.taken += count;
    if (count > 0) (this.#expecting.get(ctrl) as Expecting).txOk++;
  }

  #txDatagram(ctrl: Ctrl, count: number, much: number): void {
    const { socket } = ctrl as LuatCtrl;
    const ledger = this.#datagramsOf(socket);
    const bytes = ledger?.next(count) ?? new Uint8Array(count);
    const to = much % 4 === 0 ? ELSEWHERE : ledger?.low.options.peer;
    const result = much % 4 === 0 ? this.library.socket.tx(ctrl, bytes, ELSEWHERE.host, much % 24 === 0 ? null : ELSEWHERE.port) : this.library.socket.tx(ctrl, bytes);
    bytes.fill(0xdd);
    must(TUPLES.tx.has(String(result)), "tx gives", result);
    const [ok, full] = result;
    must(full !== true || (ledger?.low.queued ?? 0) > 0, "full, though nothing is queued");
    if (ok !== true || full === true) return;
    if (ledger === undefined || to === undefined || much % 24 === 0) throw new Error("it took a datagram for nowhere");
    ledger.took(count, to);
    (this.#expecting.get(ctrl) as Expecting).txOk++;
  }

  #rx(ctrl: Ctrl, limit: number | undefined): void {
    const { socket } = this.library;
    const buff = this.#buff;
    buff.used(0);
    const [, counted] = socket.rx(ctrl, null, null, limit);
    const [ok, length, addr, port] = socket.rx(ctrl, buff, null, limit);
    must(length === counted && buff.used() === counted, "counted", counted, "but read", length, buff.used());
    if (ok === true) this.#got(ctrl, buff.bytes.subarray(0, buff.used()), limit ?? Infinity, addr, port);
  }

  /** Whether there was something. */
  #read(ctrl: Ctrl, limit: number): boolean {
    const [ok, bytes, addr, port] = this.library.socket.read(ctrl, limit);
    if (ok !== true || bytes === undefined) return false;
    this.#got(ctrl, bytes, limit > 0 ? limit : Infinity, addr, port);
    return bytes.length > 0 || addr !== undefined;
  }

  /** Bytes were read: they must be the next ones that the peer sent. */
  #got(ctrl: Ctrl, bytes: Uint8Array, limit: number, addr: Uint8Array | undefined, port: number | undefined): void {
    if (addr !== undefined) {
      const ledger = this.#datagramsOf((ctrl as LuatCtrl).socket);
      if (ledger === undefined) throw new Error("a datagram without a socket");
      ledger.read(bytes, limit, addr, port);
      return;
    }
    if (bytes.length === 0) return;
    const stream = this.#streamOf((ctrl as LuatCtrl).socket);
    if (stream === undefined) throw new Error("bytes without a stream");
    const ledger = this.#ledger(stream);
    const wanted = pattern(ledger.seed, ledger.read, bytes.length);
    ledger.read += bytes.length;
    must(ledger.read <= ledger.arrived, "more was read than arrived");
    if ((ctrl as LuatCtrl).socket.incoming.keepsRecords) this.#gotOfRecord(ledger, bytes.length);
    if (Buffer.compare(bytes, wanted) !== 0) expect(bytes).toEqual(wanted);
  }

  /** With TLS it was at most what is left of the oldest record. */
  #gotOfRecord({ records }: Ledger, count: number): void {
    const first = records[0] ?? 0;
    must(count <= first, "a record has", first, "bytes, but read were", count);
    if (count === first) records.shift();
    else records[0] = first - count;
  }

  #arrive(stream: FakeStream, most: number, lent: boolean): void {
    if (stream.phase !== "up" || stream.peerEnded) return;
    const count = Math.min(most, stream.options.secure === undefined ? most : RECORD);
    const ledger = this.#ledger(stream);
    ledger.records.push(count);
    const bytes = pattern(ledger.seed, ledger.arrived, count);
    ledger.arrived += count;
    stream.receive(bytes, lent);
  }

  /** The stream that a socket has, or had last. */
  #streamOf(socket: Socket): FakeStream | undefined {
    return this.card.streams.findLast((one) => one.sink === socket);
  }

  #ledger(stream: FakeStream): Ledger {
    let ledger = this.#ledgers.get(stream);
    if (ledger === undefined) {
      ledger = { seed: this.#ledgers.size * 31, arrived: 0, read: 0, records: [], taken: 0 };
      this.#ledgers.set(stream, ledger);
    }
    return ledger;
  }
  /** What is known of the datagrams that a socket has, or had last; it is known by its port. */
  #datagramsOf(socket: Socket): DatagramLedger | undefined {
    const low = this.card.datagramSockets.findLast((one) => one.options.port === socket.localPort);
    return low && this.#datagramLedger(low);
  }

  #datagramLedger(low: FakeDatagrams): DatagramLedger {
    let ledger = this.#datagramLedgers.get(low);
    if (ledger === undefined) {
      ledger = new DatagramLedger(this.#datagramLedgers.size * 31, low);
      this.#datagramLedgers.set(low, ledger);
    }
    return ledger;
  }
}
