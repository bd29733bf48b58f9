import type { Cell } from "./cell.js";
import { FACES, FAULTS, isPossible, PHASES, type Face, type Fault, type Phase } from "./fault.js";
import { ENDS, WAITS, type End, type Told } from "./on-waits.js";
import type { Outcome } from "./outcome.js";
import { WORDS, type Language, type Words } from "./words.js";

const BEGIN = "<!-- These tables are written by test/docs/faults.test.ts: begin -->";
const END = "<!-- end -->";
/** What comes within this time, in ms, comes at once. */
const SOON = 1_000;

/** Gives what happened; `"none"`: without a fault. */
export type Find = (face: Face, phase: Phase, fault: Fault | "none") => Cell;

/** Gives what a call that waits was told. */
export type FindTold = (wait: string, end: End) => Told;

/** A document with the tables as they are by what happened. */
export function withTables(document: string, find: Find, findTold: FindTold, language: Language): string {
  const [before, rest] = document.split(BEGIN);
  const after = rest?.slice(rest.indexOf(END));
  if (before === undefined || after === undefined) throw new Error(`the document has no place for the tables; expected the lines ${BEGIN} and ${END}`);
  const words = WORDS[language];
  const sections = [...PHASES.map((phase) => section(phase, find, words)), waits(findTold, words)];
  return `${before}${BEGIN}\n\n${sections.join("\n\n")}\n\n${after}`;
}

function section(phase: Phase, find: Find, words: Words): string {
  const { title, program } = words.phases[phase];
  const head = [words.faultHead, ...FACES.map((face) => words.faces[face])];
  const rows = (["none", ...FAULTS] as const).map((fault) => [words.faults[fault], ...FACES.map((face) => cellText(face, phase, fault, find, words))]);
  return [`### ${title}`, "", program, "", tableText(head, rows)].join("\n");
}

function waits(find: FindTold, words: Words): string {
  const { title, text, head, ends } = words.waits;
  const rows = WAITS.map((wait) => [`\`${wait}\``, ...ENDS.map((end) => resultText({ ...find(wait, end).outcome, ...(end === "timeout" ? { after: 0 } : {}) }, words))]);
  return [`### ${title}`, "", text, "", tableText([head, ...ENDS.map((end) => ends[end])], rows)].join("\n");
}

function tableText(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function cellText(face: Face, phase: Phase, fault: Fault | "none", find: Find, words: Words): string {
  if (fault === "none") return runsText(find(face, phase, fault), phase, words);
  if (!isPossible(face, phase, fault)) return words.impossible;
  const text = runsText(find(face, phase, fault), phase, words);
  return text === runsText(find(face, phase, "none"), phase, words) ? words.goesOn : text;
}

function runsText({ runs }: Cell, phase: Phase, words: Words): string {
  if (phase !== "closing") return runs.map((run) => runText(run.filter(isWorthTelling), words)).join("");
  return runs.map((run, n) => `${n === 0 ? words.quiet : words.busy}${words.colon}${runText(run, words)}`).join("<br>");
}

/** That an end in order goes well is left out, and that it ends reading. */
function isWorthTelling({ call, gave, error, after }: Outcome): boolean {
  return !(call.endsWith("close") && gave === "done" && after < SOON) && !(call === "rx" && error?.includes("ClosedError") === true);
}

/** What came of the calls; of those with the same end at the same time at once. */
function runText(run: readonly Outcome[], words: Words): string {
  const groups = new Map<string, Set<string>>();
  for (const outcome of run) {
    const what = resultText(outcome, words);
    const calls = groups.get(what) ?? new Set();
    groups.set(what, calls.add(callText(outcome, words)));
  }
  return [...groups].map(([what, calls]) => [[...calls].join(words.comma), what].filter((part) => part !== "").join(words.colon)).join("<br>");
}

function callText({ call, gave = "", error }: Outcome, words: Words): string {
  if (call === "attempt") return words.attempts(gave);
  if (call === "state") return error === undefined ? "" : `\`${gave}\``;
  return `\`${call}\``;
}

function resultText({ call, gave, error, after, sending }: Outcome, words: Words): string {
  const time = after < SOON || call === "attempt" ? "" : words.after((after / 1_000).toFixed(1));
  if (call === "attempt") return error ?? "";
  if (call === "state") return `${error ?? `\`${gave ?? ""}\``}${time}`;
  const parts = [gave === undefined ? undefined : gaveText(gave, words), error].filter((part) => part !== undefined);
  return `${parts.join(words.then)}${time}${arrivalText(sending, words)}`;
}

/** What differs between what was said and what has become of it. */
function arrivalText(sending: Outcome["sending"], words: Words): string {
  if (sending === undefined || sending.isSent === sending.arrived) return "";
  if (sending.arrived) return sending.isSent === false ? words.arrives : "";
  return words.lost;
}

function gaveText(gave: string, words: Words): string {
  const known = words.gave[gave];
  if (known !== undefined) return known;
  const [first = "", second] = gave.split(/(?<=%) /);
  if (!first.endsWith("%")) return tuple(gave);
  return second === undefined ? first : `${first}${words.then}${words.gave[second] ?? tuple(second)}`;
}

function tuple(text: string): string {
  return `\`${text.replaceAll(",", ", ")}\``;
}
