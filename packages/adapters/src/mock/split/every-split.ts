import { shown } from "../../checks/shown.js";
import { mustKnow } from "../../checks/known-options.js";
import { bytesOf, type PeerData } from "../peer/peer-data.js";
import { cuts, type Cut } from "./cuts.js";
import { splitError } from "./split-error.js";

/** Which cuts {@link everySplit} tries. */
export interface EverySplitOptions {
  /** How many cuts it tries at most after the simplest ones: in three, and by chance. Default: 500. */
  readonly most?: number | undefined;
  /** What chance is made of: the same seed, the same cuts. Default: 1. */
  readonly seed?: number | undefined;
  /** The only cut to be tried, as the error of one that failed names it: ascending positions; none: the data in one piece. */
  readonly only?: readonly number[] | undefined;
}

/**
 * Tries a test with all the ways in which a stream may cut its data: for code that takes frames out of it, and must not care.
 *
 * The cuts come one after the other, none of them twice:
 *
 * * the data in one piece;
 * * each packet on its own, if packets were given;
 * * every cut in two, which are as many as there are bytes, less one;
 * * every byte on its own;
 * * `most` others: every cut in three, if there are not more of these (at 500, of data of up to 33 bytes), and then as many
 *   as are left by chance, with few pieces as often as with many. Short data (at 500, of up to 9 bytes) is cut in all ways.
 *
 * @param data - bytes, text as UTF-8, or `{ hex }`; or packets of these, which are joined. At least one byte.
 * @param test - given the pieces, which are its own. What it throws, or rejects with, ends all.
 * @returns how many cuts were tried.
 * @throws SplitError when a test fails; TypeError or RangeError for wrong data or options.
 *
 * @example
 * ```ts
 * import { everySplit } from "@luat/adapters/mock";
 *
 * function* lines(pieces: Uint8Array[]) {
 *   let rest = "";
 *   for (const piece of pieces) {
 *     const parts = (rest + new TextDecoder().decode(piece)).split("\n");
 *     rest = parts.pop() ?? "";
 *     yield* parts;
 *   }
 * }
 *
 * await everySplit(["one\n", "two\n"], (pieces) => {
 *   if ([...lines(pieces)].join() !== "one,two") throw new Error("lines were lost");
 * }); // 128
 *
 * const failing = everySplit("三\n", (pieces) => {
 *   if ([...lines(pieces)].join() !== "三") throw new Error("a letter was lost");
 * });
 * console.log(String(await failing.catch((error: unknown) => error)));
 * // SplitError: the data in 2 pieces (1 passed before): Error: a letter was lost
 * //   [0..1)  e4        .
 * //   [1..4)  b8 89 0a  ...
 * // this cut alone: everySplit(data, test, { only: [1] })
 * ```
 *
 * @example
 * ```ts
 * import { everySplit, MockNet } from "@luat/adapters/mock";
 * import { createDevice } from "@luat/libnet";
 *
 * await everySplit({ hex: "00 03 61 62 63" }, async (pieces) => {
 *   const net = new MockNet();
 *   await using device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock, logLevel: "warn" });
 *   const server = net.peer("10.0.0.1", 5000);
 *   for (const piece of pieces) server.send(piece).wait(10);
 *   await net.play(async () => {
 *     const connection = await device.connect({ host: "10.0.0.1", port: 5000 });
 *     let text = "";
 *     while (text.length < 5) text += String.fromCharCode(...((await connection.rx()) ?? []));
 *     if (text.slice(2, 2 + text.charCodeAt(1)) !== "abc") throw new Error(`this is no frame: ${text}`);
 *   });
 * }); // 16
 * ```
 */
export async function everySplit(
  data: PeerData | readonly PeerData[],
  test: (pieces: Uint8Array[]) => unknown,
  options: EverySplitOptions = {},
): Promise<number> {
  mustKnow("everySplit", options, { most: true, seed: true, only: true });
  const { most = 500, seed = 1, only } = options;
  if (!Number.isInteger(most) || most < 0) throw new RangeError(`most is ${shown(most)}; expected a whole number of at least 0`);
  const [bytes, packets] = joined(data);
  const given: unknown = test;
  if (typeof given !== "function") throw new TypeError(`test is ${shown(given)}; expected a function`);
  if (only !== undefined) mustBeCut(only, bytes.length);
  let tried = 0;
  for (const cut of only === undefined ? cuts(bytes.length, packets, most, seed) : [only]) {
    try {
      await test(piecesOf(bytes, cut));
    } catch (error) {
      throw splitError(bytes, cut, tried, error);
    }
    tried++;
  }
  return tried;
}

/** All packets as one, and where they were joined. */
function joined(data: PeerData | readonly PeerData[]): [Uint8Array, Cut] {
  const packets = isList(data) ? data.map((packet, i) => bytesOf(`data[${i}]`, packet)) : [bytesOf("data", data)];
  const bytes = new Uint8Array(packets.reduce((sum, { length }) => sum + length, 0));
  if (bytes.length === 0) throw new RangeError("data is empty; expected at least one byte");
  const starts: number[] = [];
  let end = 0;
  for (const packet of packets) {
    if (packet.length > 0 && end > 0) starts.push(end);
    bytes.set(packet, end);
    end += packet.length;
  }
  return [bytes, starts];
}

function isList(data: PeerData | readonly PeerData[]): data is readonly PeerData[] {
  return Array.isArray(data);
}

/** @throws TypeError, RangeError */
function mustBeCut(only: Cut, length: number): void {
  const given: unknown = only;
  if (!Array.isArray(given)) throw new TypeError(`only is ${shown(given)}; expected an array of positions`);
  for (const [i, at] of only.entries()) {
    const least = (only[i - 1] ?? 0) + 1;
    if (!(Number.isInteger(at) && at >= least && at < length)) throw new RangeError(`only[${i}] is ${shown(at)}; expected a position from ${least} to ${length - 1}`);
  }
}

function piecesOf(bytes: Uint8Array, cut: Cut): Uint8Array[] {
  return [0, ...cut].map((start, i) => bytes.slice(start, cut[i] ?? bytes.length));
}
