import type { Authority } from "@luat/adapters/certs";
import type { Adapter } from "@luat/contract";
import type { Connection, Device, Server } from "@luat/libnet";
import type { Trace } from "./trace.js";

/** A device under test, another that plays the outside world, and where they find each other. */
export interface World {
  readonly device: Device;
  readonly outside: Device;
  /** The network card of each. */
  readonly card: Adapter;
  readonly outsideCard: Adapter;
  /** The address of `outside` as seen from the device, and the other way round. */
  readonly there: string;
  readonly here: string;
  /** Reaches all datagram sockets that are bound without a host. */
  readonly broadcast: string;
  /** Signs what servers and clients show; its certificates say for how long, see {@link LASTING}. */
  readonly authority: Authority;
  /** Another one, whom nobody trusts. */
  readonly stranger: Authority;
  /** A port that nobody has, neither TCP's nor UDP's, and that systems give to nobody by chance. */
  freePort(): Promise<number>;
  /** Lets all that is under way happen, so that what did not happen by then never will. */
  settle(): Promise<void>;
}

/** One conversation over a network, whose trace is the same on every network. */
export type Script = (world: World, trace: Trace) => Promise<void>;

/** Scripts by what they show. */
export type Scripts = Readonly<Record<string, Script>>;

/** The time of certificates that are good today and on virtual time. */
export const LASTING = { validFrom: Date.UTC(2020, 0, 1), validTo: Date.UTC(2060, 0, 1) };

/** The next client of a server. */
export async function accepted(server: Server): Promise<Connection> {
  const connection = await server.accept();
  if (connection === undefined) throw new Error("the server was closed");
  return connection;
}

/** Bytes that differ from place to place, so that a lost, doubled or moved one shows. */
export function pattern(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = Math.imul(seed, 0x9e37_79b1) | 1;
  for (let i = 0; i < length; i++) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b_3c6d) + 0x297a_2d39;
    bytes[i] = state >>> 13;
  }
  return bytes;
}

/** So many bytes of a connection, in however many pieces they come. */
export async function readExactly(connection: Connection, length: number, max?: number): Promise<Uint8Array> {
  const all = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const bytes = await connection.rx({ max: Math.min(max ?? length, length - at) });
    if (bytes === undefined) throw new Error(`it ended after ${at} bytes`);
    all.set(bytes, at);
    at += bytes.length;
  }
  return all;
}

/** All bytes up to the peer's end. */
export async function readAll(connection: Connection): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const bytes of connection) pieces.push(bytes);
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}
