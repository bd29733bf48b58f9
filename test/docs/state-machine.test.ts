import { expect, it } from "vitest";
import { freshMachine, type Machine } from "../../packages/socket/src/core/machine.js";
import { INPUTS } from "../../packages/socket/src/core/row.js";
import { describeStep } from "../../packages/socket/src/core/step.js";
import { TABLE } from "../../packages/socket/src/core/table.js";
import { STATES, STATE_TEXTS, type State } from "../../packages/socket/src/ids.js";

const NAMES = Object.keys(STATES) as Array<keyof typeof STATES>;

/** The settings that a state is seen with; what differs between them is what the machine's answer depends on. */
function machinesIn(state: State): Array<{ machine: Machine; when: readonly string[] }> {
  const busy = state !== STATES.LINK_OFF && state !== STATES.OFF_LINE;
  const goal = state === STATES.LISTEN ? "listen" : busy ? "connect" : "none";
  const open = busy && state !== STATES.WAIT_DNS;
  const base: Machine = { ...freshMachine(), state, goal, open };
  const variants: Array<Partial<Machine>> = [{}, { lookup: true }, { lookup: true, resolveOnly: true }, { secure: true }, { datagram: true }, { untried: 1 }, { many: true }, { halfOpen: true }];
  if (state === STATES.CONNECTING) variants.push({ goal: "listen" });
  if (state === STATES.LINK_OFF) variants.push({ goal: "connect" }, { goal: "connect", lookup: true }, { goal: "listen" });
  return variants.map((variant) => ({ machine: { ...base, ...variant }, when: described(variant) }));
}

function described(variant: Partial<Machine>): string[] {
  return Object.entries(variant).map(([name, value]) => (value === true ? name : `${name} ${value}`));
}

interface Transition {
  readonly from: State;
  readonly to: State;
  readonly input: string;
  readonly step: string;
  /** The settings with which it is the answer; none: all others. */
  readonly when: Array<readonly string[]>;
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

/** What the page says beside names; the order of the headings is that of the tables. */
const WORDS = {
  en: {
    title: "The state machine",
    intro: "Made from the machine's table; a test holds this page to it. [简体中文](state-machine.zh-CN.md)",
    states: ["number", "name", "text"],
    text: (state: State) => `${STATE_TEXTS.zh[state]} (${STATE_TEXTS.en[state]})`,
    moves: "Moves",
    aboutMoves: "With the card's link up; `linkUp` and the like are what the network tells, the others are calls.",
    answers: "Answers",
    aboutAnswers: "What each input results in; inputs that change nothing and are not answered are left out.",
    columns: ["in state", "input", "when", "moves to", "answer, action, fact"],
    otherwise: "otherwise",
    and: " and ",
    or: ", or ",
  },
  zh: {
    title: "状态机",
    intro: "由状态机的表生成；测试保证本页与它一致。[English](state-machine.md)",
    states: ["编号", "名称", "文字"],
    text: (state: State) => `${STATE_TEXTS.zh[state]}（${STATE_TEXTS.en[state]}）`,
    moves: "转移",
    aboutMoves: "链路正常时；`linkUp` 之类是网络告知的，其余是调用。",
    answers: "回答",
    aboutAnswers: "每个输入的结果；什么也不改变、也没有回答的输入不列出。",
    columns: ["状态", "输入", "条件", "转移到", "回答、动作、事实"],
    otherwise: "其他情况",
    and: " 且 ",
    or: "，或 ",
  },
} as const;

function page(language: keyof typeof WORDS): string {
  const words = WORDS[language];
  const all = transitions();
  const moves = all.filter(({ from, to }) => from !== to);
  const table = (columns: readonly string[]): string[] => [`| ${columns.join(" | ")} |`, `|${"---|".repeat(columns.length)}`];
  const lines = [`# ${words.title}`, "", words.intro, "", ...table(words.states)];
  for (const name of NAMES) lines.push(`| ${STATES[name]} | ${name} | ${words.text(STATES[name])} |`);
  lines.push("", `## ${words.moves}`, "", words.aboutMoves, "");
  lines.push("```mermaid", "stateDiagram-v2", "  [*] --> LINK_OFF");
  const arrows = new Map<string, Set<string>>();
  for (const { from, to, input } of moves) {
    const arrow = `${NAMES[from]} --> ${NAMES[to]}`;
    arrows.set(arrow, (arrows.get(arrow) ?? new Set()).add(input));
  }
  for (const [arrow, inputs] of arrows) lines.push(`  ${arrow}: ${[...inputs].join(", ")}`);
  lines.push("```", "", `## ${words.answers}`, "", words.aboutAnswers, "", ...table(words.columns));
  for (const { from, to, input, step, when } of all) {
    if (from === to && step === "") continue;
    const only = all.filter((other) => other.from === from && other.input === input).length === 1;
    const guard = only ? "" : when.some((settings) => settings.length === 0) ? words.otherwise : when.map((settings) => settings.join(words.and)).join(words.or);
    lines.push(`| ${NAMES[from]} | ${input} | ${guard} | ${from === to ? "" : NAMES[to]} | ${step} |`);
  }
  return `${lines.join("\n")}\n`;
}

it.each([
  ["en", "state-machine.md"],
  ["zh", "state-machine.zh-CN.md"],
] as const)("shows the machine as it is, in %s: docs/%s", async (language, name) => {
  await expect(page(language)).toMatchFileSnapshot(`../../docs/${name}`);
});
