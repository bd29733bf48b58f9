import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { isIP, isIPv6 } from "node:net";
import { FULL, isMulticast, parseIPv6, TAKEN, type BindOptions, type Datagrams, type DatagramSink, type Endpoint, type Fault, type MulticastOptions, type SendResult } from "@luat/contract";
import { nodeFault } from "./node-fault.js";
import { SILENT } from "./silent-sink.js";

/** How many datagrams may be unsettled: Node tells of each one later, also when the system took it at once. */
const MOST_UNSETTLED = 1024;
/** How often another port is tried where somebody took the one that was free a moment ago. */
const TRIES = 8;

/** A datagram socket over one `dgram.Socket`. */
export class NodeDatagrams implements Datagrams {
  readonly #peer: Endpoint | undefined;
  readonly #highWater: number;
  #sink: DatagramSink;
  #socket: Socket | undefined;
  #isBound = false;
  /** Whether the system sends to the peer by itself, and tells what comes back of that. */
  #isTied = false;
  #taken = 0;
  #settled = 0;
  #full = false;

  constructor(options: BindOptions, sink: DatagramSink, highWater: number) {
    this.#peer = options.peer;
    this.#sink = sink;
    this.#highWater = highWater;
    const opened = open(options);
    if (opened instanceof Error) {
      process.nextTick(() => this.#fail(opened));
      return;
    }
    this.#socket = opened;
    opened
      .on("connect", () => this.#onTied())
      .on("error", (error) => this.#onError(error))
      .on("message", (message, from) => this.#onMessage(message, from));
    opened.setBroadcast(true);
    const wrong = setMulticast(opened, options.multicast);
    if (wrong !== undefined) {
      process.nextTick(() => this.#fail(wrong));
      return;
    }
    if (options.peer === undefined) process.nextTick(() => this.#onBound());
    else opened.connect(options.peer.port, options.peer.host);
  }

  send(bytes: Uint8Array, to?: Endpoint): SendResult {
    const socket = this.#socket;
    if (socket === undefined || !this.#isBound) return FULL;
    const target = to ?? this.#peer;
    if (target === undefined) throw new TypeError("to is undefined; expected an address, as the socket has no peer");
    if (to !== undefined && isIP(to.host) === 0) throw new TypeError(`to.host is ${JSON.stringify(to.host)}; expected an IPv4 or IPv6 address`);
    const unsettled = this.#taken - this.#settled;
    if (unsettled > 0 && (unsettled >= MOST_UNSETTLED || socket.getSendQueueSize() >= this.#highWater)) {
      this.#full = true;
      return FULL;
    }
    if (this.#isTied && !this.#isPeer(target.host, target.port)) {
      socket.disconnect();
      this.#isTied = false;
    }
    if (this.#isTied) socket.send(bytes, this.#onSettled);
    else socket.send(bytes, target.port, target.host, this.#onSettled);
    this.#taken++;
    return TAKEN;
  }

  join(group: string, on?: string): Fault | undefined {
    return this.#regroup("addMembership", group, on);
  }

  leave(group: string, on?: string): Fault | undefined {
    return this.#regroup("dropMembership", group, on);
  }

  #regroup(call: "addMembership" | "dropMembership", group: string, on: string | undefined): Fault | undefined {
    if (!isMulticast(group)) throw new TypeError(`group is ${JSON.stringify(group)}; expected the address of a multicast group`);
    if (on !== undefined && isIP(on) === 0) throw new TypeError(`on is ${JSON.stringify(on)}; expected an IPv4 or IPv6 address`);
    if (this.#isBound) return attempt(() => this.#socket?.[call](group, on));
    return undefined;
  }

  close(): void {
    this.#sink = SILENT;
    this.#end();
  }

  readonly #onSettled = (error: Error | null): void => {
    const nth = ++this.#settled;
    if (error !== null) this.#sink.failed(datagramFault(error), nth);
    this.#sink.sent(nth);
    const socket = this.#socket;
    if (!this.#full || socket === undefined) return;
    if (this.#taken - nth > MOST_UNSETTLED / 2 || socket.getSendQueueSize() > this.#highWater / 2) return;
    this.#full = false;
    this.#sink.drained();
  };

  #onTied(): void {
    this.#isTied = true;
    this.#onBound();
  }

  #onBound(): void {
    if (this.#socket === undefined) return;
    this.#isBound = true;
    const { address, port } = this.#socket.address();
    this.#sink.bound({ host: address, port });
  }

  #onMessage(message: Uint8Array, { address, port }: RemoteInfo): void {
    // Before it was tied, and after it was sent elsewhere, the system lets everything through.
    if (this.#peer !== undefined && !this.#isPeer(address, port)) return;
    const { buffer, byteOffset, length } = message;
    this.#sink.received(new Uint8Array(buffer, byteOffset, length), length, false, { host: address, port });
  }

  /** Once it is bound, these are of datagrams that were sent, and came back. */
  #onError(error: Error): void {
    if (this.#isBound) this.#sink.failed(datagramFault(error));
    else this.#fail(error);
  }

  #fail(error: Error): void {
    const sink = this.#sink;
    this.#sink = SILENT;
    this.#end();
    sink.closed(nodeFault(error));
  }

  #end(): void {
    this.#socket?.close();
    this.#socket = undefined;
  }

  #isPeer(host: string, port: number): boolean {
    return port === this.#peer?.port && isSame(host, this.#peer.host);
  }
}

/** @returns what is wrong about the settings. */
function setMulticast(socket: Socket, { ttl, loopback, interface: on }: MulticastOptions = {}): Error | undefined {
  try {
    if (ttl !== undefined) socket.setMulticastTTL(ttl);
    if (loopback !== undefined) socket.setMulticastLoopback(loopback);
    if (on !== undefined) socket.setMulticastInterface(on);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** @returns what the system says against it. */
function attempt(call: () => void): Fault | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    return nodeFault(error as NodeJS.ErrnoException);
  }
}

/** @returns a socket that is bound, or why there is none. */
function open({ port = 0, host, peer }: BindOptions): Socket | Error {
  const isV6 = isIPv6(host ?? peer?.host ?? "");
  let opened = bind(isV6, port, host);
  if (peer === undefined || port !== 0 || opened instanceof Error) return opened;
  // Linux takes a port that it chose by itself away when the socket is untied from its peer.
  for (let tries = 0; tries < TRIES; tries++) {
    const chosen = opened.address().port;
    opened.close();
    const again = bind(isV6, chosen, host);
    if (!(again instanceof Error)) return again;
    opened = bind(isV6, 0, host);
    if (opened instanceof Error) return opened;
  }
  return opened;
}

/** Everything here happens inside the calls, as there is nothing to look up. */
function bind(isV6: boolean, port: number, address: string | undefined): Socket | Error {
  const family = isV6 ? 6 : 4;
  const socket = createSocket({ type: `udp${family}`, ipv6Only: isV6, lookup: (host, _options, done) => done(null, host, family) });
  let failure: Error | undefined;
  const onError = (error: Error): void => {
    failure = error;
  };
  // Not shared among the processes of a cluster, which would go through its first one, and take a while.
  socket.on("error", onError).bind({ port, exclusive: true, ...(address !== undefined && { address }) });
  socket.off("error", onError);
  if (failure !== undefined) socket.close();
  return failure ?? socket;
}

function isSame(a: string, b: string): boolean {
  if (a === b) return true;
  const [one, other] = [parseIPv6(a), parseIPv6(b)];
  return one !== undefined && other !== undefined && one.every((octet, i) => octet === other[i]);
}

function datagramFault(error: NodeJS.ErrnoException): Fault {
  const fault = nodeFault(error);
  // So the system says that from this socket no way leads there, as from the loopback to the world or from IPv4 to IPv6.
  return error.code === "EINVAL" ? { ...fault, reason: "unreachable" } : fault;
}
