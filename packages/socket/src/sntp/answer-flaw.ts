import { isSame, UNSET, type NtpTime } from "./ntp-time.js";
import { PACKET_SIZE, SERVER_MODE, type Packet } from "./packet.js";

/**
 * What is wrong about an answer.
 *
 * | flaw | meaning |
 * |---|---|
 * | `short` | it has fewer bytes than a packet of NTP |
 * | `mode` | it is not what a server sends |
 * | `origin` | it answers another question, or is made up: it does not repeat the question's time stamp |
 * | `kiss` | the server gives no time, and says why in a code of four letters, such as `RATE`: it was asked too often |
 * | `unsynchronised` | the server does not know the time itself |
 * | `zero` | it holds no time |
 */
export type AnswerFlaw = "short" | "mode" | "origin" | "kiss" | "unsynchronised" | "zero";

/** Flaws that somebody else's datagram may have; the right answer may still come. The others are the server's own word. */
export function mayBeForeign(flaw: AnswerFlaw): boolean {
  return flaw === "short" || flaw === "mode" || flaw === "origin";
}

const UNSYNCHRONISED = 3;
/** Servers further away than this from a reference clock have none. */
const LAST_STRATUM = 15;
const KISS_CODE = /^[\x21-\x7e]{1,4}$/;

/** What is wrong about an answer of so many bytes to the request that was sent at `sent`; `undefined`: nothing. */
export function flawOf(packet: Packet | undefined, size: number, sent: NtpTime): AnswerFlaw | undefined {
  if (packet === undefined || size < PACKET_SIZE) return "short";
  if (packet.mode !== SERVER_MODE) return "mode";
  if (!isSame(packet.origin, sent)) return "origin";
  if (kissCode(packet) !== undefined) return "kiss";
  if (packet.leap === UNSYNCHRONISED || packet.stratum === 0 || packet.stratum > LAST_STRATUM) return "unsynchronised";
  if (isSame(packet.transmit, UNSET) || isSame(packet.receive, UNSET)) return "zero";
  return undefined;
}

/** Why the server gives no time, where the packet says that. */
export function kissCode({ stratum, reference }: Packet): string | undefined {
  if (stratum !== 0) return undefined;
  const code = String.fromCharCode(...reference).replace(/\0+$/, "");
  return KISS_CODE.test(code) ? code : undefined;
}
