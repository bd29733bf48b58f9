import { expect, it } from "vitest";
import { freshMachine, type Machine } from "../../packages/socket/src/core/machine.js";
import { INPUTS } from "../../packages/socket/src/core/row.js";
import { describeStep } from "../../packages/socket/src/core/step.js";
import { TABLE } from "../../packages/socket/src/core/table.js";
import { STATES, STATE_TEXTS, type State } from "../../packages/socket/src/ids.js";

const NAMES = Object.keys(STATES) as Array<keyof typeof STATES>;

/** The settings that a state is seen with; what differs between them is what the machine's answer depends on. */
function machinesIn(state: State): Array<{ machine: Machine; when: string }> {
  const busy = state !== STATES.LINK_OFF && state !== STATES.OFF_LINE;
  const goal = state === STATES.LISTEN ? "listen" : busy ? "connect" : "none";
  const open = busy && state !== STATES.WAIT_DNS;
  const base: Machine = { ...freshMachine(), state, goal, open };
  const variants: Array<Partial<Machine>> = [{}, { lookup: true }, { lookup: true, resolveOnly: true }, { secure: true }, { datagram: true }, { untried: 1 }, { many: true }, { halfOpen: true }];
  if (state === STATES.CONNECTING) variants.push({ goal: "listen" });
  if (state === STATES.LINK_OFF) variants.push({ goal: "connect" }, { goal: "connect", lookup: true }, { goal: "listen" });
  return variants.map((variant) => ({ machine: { ...base, ...variant }, when: described(variant) }));
}

function described(variant: Partial<Machine>): string {
  const settings = Object.entries(variant).map(([name, value]) => (value === true ? name : `${name} ${value}`));
  return settings.length === 0 ? "otherwise" : settings.join(" and ");
}

interface Transition {
  readonly from: State;
  readonly to: State;
  readonly input: string;
  readonly step: string;
  /** The settings with which it is the answer. */
  readonly when: string[];
}

function transitions(): Transition[] {
  const found = new Map<string, Transition>();
  for (const name of NAMES) {
    const from = STATES[name];
    for (const { machine, when } of machinesIn(from)) {
      for (const input of INPUTS) {
        const after = { ...machine };
        const row = TABLE[from];
        const step =
          input === "linkup" || input === "connect" || input === "listen" ? row[input](after, true) : input === "resolved" ? row.resolved(after, 2) : row[input](after);
        const transition = { from, to: after.state, input, step: describeStep(step) };
        const key = JSON.stringify(transition);
        const known = found.get(key) ?? { ...transition, when: [] };
        known.when.push(when);
        found.set(key, known);
      }
    }
  }
  return [...found.values()];
}

function page(): string {
  const all = transitions();
  const moves = all.filter(({ from, to }) => from !== to);
  const lines = ["# The state machine", "", "Made from the machine's table; a test holds this page to it.", ""];
  lines.push("| number | name | text |", "|---|---|---|");
  for (const name of NAMES) lines.push(`| ${STATES[name]} | ${name} | ${STATE_TEXTS.zh[STATES[name]]} (${STATE_TEXTS.en[STATES[name]]}) |`);
  lines.push("", "## Moves", "", "With the card's link up; `linkUp` and the like are what the network tells, the others are calls.", "");
  lines.push("```mermaid", "stateDiagram-v2", "  [*] --> LINK_OFF");
  const arrows = new Map<string, Set<string>>();
  for (const { from, to, input } of moves) {
    const arrow = `${NAMES[from]} --> ${NAMES[to]}`;
    arrows.set(arrow, (arrows.get(arrow) ?? new Set()).add(input));
  }
  for (const [arrow, inputs] of arrows) lines.push(`  ${arrow}: ${[...inputs].join(", ")}`);
  lines.push("```", "", "## Answers", "", "What each input results in; inputs that change nothing and are not answered are left out.", "");
  lines.push("| in state | input | when | moves to | answer, action, fact |", "|---|---|---|---|---|");
  for (const { from, to, input, step, when } of all) {
    if (from === to && step === "") continue;
    const only = all.filter((other) => other.from === from && other.input === input).length === 1;
    const guard = only ? "" : when.includes("otherwise") ? "otherwise" : when.join(", or ");
    lines.push(`| ${NAMES[from]} | ${input} | ${guard} | ${from === to ? "" : NAMES[to]} | ${step} |`);
  }
  return `${lines.join("\n")}\n`;
}

it("docs/state-machine.md shows the machine as it is", async () => {
  await expect(page()).toMatchFileSnapshot("../../docs/state-machine.md");
});
