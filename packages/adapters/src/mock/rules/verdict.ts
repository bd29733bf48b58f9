import { mustBeDuration } from "../checks.js";
import { shown } from "../../checks/shown.js";

/**
 * What a rule says of a packet; nothing at all is `"pass"`.
 *
 * | verdict | meaning |
 * |---|---|
 * | `"pass"` | it goes on |
 * | `"drop"` | it is lost; TCP sends it again, see {@link MockNet.rule} |
 * | `"hold"` | it waits until rules come or go, and is asked about again then; no time-out of TCP counts meanwhile |
 * | `"reset"` | both ends of the connection are told by a box half way that it is over; a dial is told "refused", and so is the sender of a datagram that has a peer |
 * | `{ delay }` | it is so many ms longer under way |
 * | `{ corrupt }` | it arrives with these bytes, be they fewer or more. TCP does not notice, as the box that changed them made a new checksum. Packets that carry nothing pass |
 * | `"duplicate"` | a datagram arrives twice; TCP passes, for it sorts that out |
 * | `"reorder"` | a datagram lets the next one on its way by, and goes on alone 100 ms later if none comes; TCP passes, for its bytes keep their order |
 */
export type Verdict = "pass" | "drop" | "hold" | "reset" | "duplicate" | "reorder" | { readonly delay: number } | { readonly corrupt: Uint8Array };

const WORDS: ReadonlySet<unknown> = new Set(["pass", "drop", "hold", "reset", "duplicate", "reorder"]);

/**
 * @param rule - whose verdict it is, for the message.
 * @throws TypeError, RangeError
 */
export function mustBeVerdict(verdict: Verdict, { name, title }: { readonly name: string; readonly title: string }): void {
  if (WORDS.has(verdict)) return;
  if (typeof verdict === "object" && verdict !== null) {
    if ("then" in verdict) throw new TypeError(`${title}: a rule must answer at once; it returned a promise`);
    if ("delay" in verdict) {
      mustBeDuration(`${title}: delay`, verdict.delay);
      return;
    }
    if ("corrupt" in verdict && verdict.corrupt instanceof Uint8Array) return;
  }
  const maker = typeof verdict === "function" ? `. What makes a rule must be called: net.rule(${name === "" ? "…" : name}())` : "";
  throw new TypeError(`${title}: its verdict is ${shown(verdict)}; expected one of ${[...WORDS].map(String).join(", ")}, { delay } or { corrupt }${maker}`);
}
