import { shownPattern, type Pattern } from "./pattern.js";
import type { PeerData } from "./peer-data.js";
import type { Place } from "../messages/place.js";
import { shownBytes, shownFunction } from "../messages/shown-bytes.js";

/** What a step does. Times are virtual milliseconds. */
export type Action =
  | { readonly kind: "expect"; readonly pattern: Pattern; readonly within: number | undefined }
  | { readonly kind: "expectEnd" | "expectReset"; readonly within: number | undefined }
  | { readonly kind: "send" | "reply"; readonly bytes: Uint8Array }
  | { readonly kind: "answer"; readonly make: (match: unknown) => PeerData }
  | { readonly kind: "wait"; readonly ms: number }
  /** Without a time: for ever. */
  | { readonly kind: "stall"; readonly ms: number | undefined }
  | { readonly kind: "end" | "close" | "reset" };

/** One step of a script, what it means, and where it was written. */
export type Step = Action & { readonly label: string | undefined; readonly place: Place };

/** A step in one line. */
export function shownStep(step: Step): string {
  return step.label === undefined ? shownAction(step) : `${step.label}: ${shownAction(step)}`;
}

function shownAction(step: Action): string {
  switch (step.kind) {
    case "expect":
      return `expect ${shownPattern(step.pattern)}${limit(step.within)}`;
    case "expectEnd":
    case "expectReset":
      return `${step.kind}${limit(step.within)}`;
    case "send":
    case "reply":
      return `${step.kind} ${shownBytes(step.bytes)}`;
    case "answer":
      return `reply ${shownFunction(step.make)}`;
    case "wait":
      return `wait ${step.ms} ms`;
    case "stall":
      return step.ms === undefined ? "stall" : `stall ${step.ms} ms`;
    case "end":
    case "close":
    case "reset":
      return step.kind;
  }
}

function limit(within: number | undefined): string {
  return within === undefined ? "" : ` within ${within} ms`;
}
