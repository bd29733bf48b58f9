import type { Clock } from "@luat/contract";
import { mustBePositive } from "../checks.js";
import { shown } from "../../checks/shown.js";
import { mustKnow } from "../../checks/known-options.js";
import { Wire } from "./wire.js";

/** How a serial line is made. */
export interface SerialPairOptions {
  /** The time in which bytes travel: that of the net, `net.clock`, if there is one. */
  readonly clock: Clock;
  /** Bits in a second, of which a byte takes 10 (8N1). Default: no limit, bytes are there at once. */
  readonly baudRate?: number | undefined;
  /** Bytes that an end keeps until they are read; when it is full, writing waits. Default: 255, as in the Web Serial API. */
  readonly bufferSize?: number | undefined;
}

/** One end of a serial line: what an open `SerialPort` of the Web Serial API is for those who read and write. */
export interface SerialEnd {
  /** What comes from the other end, as a byte stream. Cancelling it lets what the other end writes reject. */
  readonly readable: ReadableStream<Uint8Array>;
  /**
   * What goes to the other end: bytes, in an `ArrayBuffer` or a view of one. A write has settled when all of it has arrived
   * there. Closing this ends what the other end reads; aborting it breaks that.
   */
  readonly writable: WritableStream<ArrayBufferView | ArrayBuffer>;
  /**
   * Closes this end, whoever reads or writes: what has not arrived at the other end is given up, and its writes reject; what
   * has arrived at either end can still be read, and then both streams have ended. What the other end writes rejects from now
   * on. To let everything arrive first, close `writable` and wait for that. May be called again.
   */
  close(): Promise<void>;
}

/**
 * A serial line in memory, with flow control: nothing is lost, and when the one end does not read, the other one waits.
 *
 * With `baudRate` each byte arrives when it has been sent, in the time of the clock: one by one, as gaps between bytes are
 * what many protocols go by. (A clock that knows whole milliseconds only brings those of a millisecond together.)
 *
 * @param options - the clock is needed, even without `baudRate`.
 * @returns the two ends, which are alike.
 * @throws TypeError without a clock, and for an option that there is not, RangeError when `baudRate` or `bufferSize` is no whole number of at least 1.
 *
 * @example
 * ```ts
 * import { serialPair, VirtualClock } from "@luat/adapters/mock";
 *
 * const clock = new VirtualClock();
 * const [meter, program] = serialPair({ clock, baudRate: 9_600 });
 * const writer = meter.writable.getWriter();
 * await clock.run(() => writer.write(new TextEncoder().encode("hello")));
 * clock.now().toFixed(3); // "5.208"
 * await meter.close();
 * let text = "";
 * for await (const bytes of program.readable) text += new TextDecoder().decode(bytes);
 * text; // "hello"
 * ```
 *
 * @example
 * A program that makes one packet of what comes without a gap of 50 ms, and passes it on.
 * ```ts
 * import { MockNet, serialPair, type SerialEnd } from "@luat/adapters/mock";
 * import { createDevice, type Device } from "@luat/libnet";
 *
 * async function bridge({ sys, connect }: Device, port: SerialEnd) {
 *   const connection = await connect({ host: "10.0.0.1", port: 5000 });
 *   let packet: number[] = [];
 *   let timer: number | undefined;
 *   const send = async () => {
 *     const bytes = Uint8Array.from(packet);
 *     packet = [];
 *     await connection.tx(bytes);
 *   };
 *   const up = async () => {
 *     for await (const bytes of port.readable) {
 *       packet.push(...bytes);
 *       if (timer !== undefined) sys.timerStop(timer);
 *       timer = sys.timerStart(send, 50);
 *     }
 *   };
 *   const down = async () => {
 *     const writer = port.writable.getWriter();
 *     for await (const bytes of connection) await writer.write(bytes);
 *     await port.close();
 *   };
 *   await Promise.all([up(), down()]);
 * }
 *
 * const net = new MockNet();
 * const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
 * const [meter, port] = serialPair({ clock: net.clock, baudRate: 9_600 });
 * net.peer("10.0.0.1", 5000).expect("one packet").reply("thanks").end();
 * const bridging = bridge(device, port);
 * const answer = await net.play(async () => {
 *   const writer = meter.writable.getWriter();
 *   for (const part of ["one", " pack", "et"]) {
 *     await writer.write(new TextEncoder().encode(part));
 *     await device.sys.wait(30);
 *   }
 *   let text = "";
 *   for await (const bytes of meter.readable) text += new TextDecoder().decode(bytes);
 *   await bridging;
 *   return text;
 * });
 * answer; // "thanks"
 * ```
 */
export function serialPair(options: SerialPairOptions): [SerialEnd, SerialEnd] {
  mustKnow("serialPair", options, { clock: true, baudRate: true, bufferSize: true });
  const { clock, baudRate, bufferSize = 255 } = options;
  if (typeof (clock as Partial<Clock> | undefined)?.after !== "function") throw new TypeError(`clock is ${shown(clock)}; expected a clock, such as that of a net`);
  if (baudRate !== undefined) mustBePositive("baudRate", baudRate);
  mustBePositive("bufferSize", bufferSize);
  const there = new Wire(clock, baudRate ?? Infinity, bufferSize);
  const back = new Wire(clock, baudRate ?? Infinity, bufferSize);
  return [endOf(there, back), endOf(back, there)];
}

function endOf(out: Wire, into: Wire): SerialEnd {
  return {
    readable: into.readable,
    writable: out.writable,
    close: async () => {
      out.end(new Error("this end of the serial line is closed"));
      into.end(new Error("the other end of the serial line is closed"));
    },
  };
}
