import type { Duplex } from "node:stream";
import type { Endpoint, Offer } from "@luat/contract";
import { Socket } from "@luat/socket/runtime";
import type { Connection } from "../connection/connection.js";
import { SocketConnection } from "../connection/socket-connection.js";
import { worldOf } from "../connection/world-of.js";
import type { Device } from "../device.js";
import { ClosedError } from "../errors.js";
import { expectFlag, expectKnown, expectText, shown } from "../expect.js";
import { device as defaultDevice } from "../index.js";
import { DuplexCard } from "./duplex-card.js";
import { DuplexStream } from "./duplex-stream.js";

/** How a Node stream becomes a connection. */
export interface ConnectionFromOptions {
  /** What messages call the other side, and the host of `peer`, whose port is 0. Default: where the peer of a socket is, else `"duplex"`. */
  readonly name?: string | undefined;
  /**
   * `false`: when one side ends so does the other, for streams that have no end of their own to agree on, such as a serial
   * port. Default: what the stream's `allowHalfOpen` says.
   */
  readonly halfClose?: boolean | undefined;
  /** The device whose clock it goes by, and with which it ends. Default: the default device. */
  readonly device?: Device | undefined;
}

const KNOWN: Readonly<Record<keyof ConnectionFromOptions, true>> = { name: true, device: true, halfClose: true };

/**
 * A connection over a Node stream that is open: a serial port, a Unix socket or named pipe, a channel of an SSH session,
 * one end of a pair made by a test. All of a connection's calls work on it, and so do frames, requests and web streams.
 *
 * From now on the stream belongs to the connection: closing the one ends the other, and an error of the stream breaks the
 * connection. What is sent is copied once.
 *
 * @param duplex - a stream of bytes that is open both ways.
 * @param options - what it is called, and whose clock it goes by.
 * @returns the connection, on line.
 * @throws TypeError when the stream is none, is not one of bytes or is over in one direction, or an option is wrong.
 * @throws ClosedError (`stopped`) when the device is stopped.
 *
 * @example
 * ```ts
 * import { PassThrough } from "node:stream";
 * import { connectionFrom } from "@luat/libnet/streams";
 *
 * const connection = connectionFrom(new PassThrough(), { name: "loop" }); // gives back what it is given
 * await connection.tx("hello\n");
 * new TextDecoder().decode(await connection.rxUntil("\n", { timeout: 1_000 })); // "hello"
 * await connection.close();
 * ```
 */
export function connectionFrom(duplex: Duplex, options: ConnectionFromOptions = {}): Connection {
  const { name, device = defaultDevice, halfClose } = expectKnown(options, "connectionFrom", KNOWN, "options");
  if (name !== undefined) expectText(name, "name");
  const { allowHalfOpen } = expectDuplex(duplex);
  const canHalfClose = expectFlag(halfClose ?? true, "halfClose") && allowHalfOpen;
  const world = worldOf(device);
  if (world.stopped) throw new ClosedError("stopped", "the device was stopped", { op: "connect" });
  const { local, peer } = endsOf(duplex, name);
  const offer: Offer = {
    from: peer,
    local,
    accept: (sink) => new DuplexStream(duplex, sink, canHalfClose),
    refuse: () => duplex.destroy(),
  };
  const socket = Socket.of(world.engine, new DuplexCard(name ?? peer.host, canHalfClose), offer, canHalfClose);
  return new SocketConnection(world, socket, world.origins.note()).adopt(peer.port === 0 ? peer.host : undefined);
}

/** What a socket knows of its ends, and no other stream. */
interface Ends {
  readonly localAddress?: string;
  readonly localPort?: number;
  readonly remoteAddress?: string;
  readonly remotePort?: number;
}

function endsOf(duplex: Duplex & Ends, name: string | undefined): { readonly local: Endpoint; readonly peer: Endpoint } {
  const { localAddress, localPort = 0, remoteAddress, remotePort = 0 } = duplex;
  const local = { host: localAddress ?? "0.0.0.0", port: localPort };
  const isKnown = name === undefined && remoteAddress !== undefined;
  return { local, peer: isKnown ? { host: remoteAddress, port: remotePort } : { host: name ?? "duplex", port: 0 } };
}

function expectDuplex(value: Duplex): Duplex {
  if (typeof value !== "object" || value === null || typeof value.write !== "function" || typeof value.read !== "function") {
    throw new TypeError(`duplex is ${shown(value)}; expected a Node stream that is read and written`);
  }
  const { readableObjectMode, writableObjectMode, readableEncoding, readable, writable } = value;
  if (readableObjectMode || writableObjectMode || readableEncoding !== null) throw new TypeError("duplex gives out objects or texts; expected a stream of bytes");
  if (!readable || !writable) throw new TypeError("duplex is over in one direction; expected a stream that is open both ways");
  return value;
}
