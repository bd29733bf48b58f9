import type { Cause, Fidelity, Listed } from "./fidelity.js";
import { deedText } from "./side-by-side.js";
import type { Trace } from "./trace.js";

/** The page's own words. */
interface Words {
  readonly title: string;
  readonly intro: readonly string[];
  readonly rules: readonly string[];
  readonly causes: string;
  readonly causesHead: string;
  readonly traces: string;
  readonly tracesHead: string;
  readonly nothing: string;
  readonly after: string;
  readonly comparing: string;
}

const WORDS: Readonly<Record<"en" | "zh", Words>> = {
  en: {
    title: "Fidelity",
    intro: [
      "Made from `docs/fidelity.json` and the recordings in `test/traces`; tests hold this page and the list to what happens.",
      "",
      "Scripts were run on the LuatOS PC simulator (firmware of August 2026), and each call, result, state and event was written down.",
      "The tests do the same here, and compare. What differs is listed below, with the cause; everything else is the same.",
    ],
    comparing: "How it is compared",
    rules: [
      "Compared are the results of every call, `socket.state` and the zbuff after it, every event with its order, state and time, publications and mailbox messages.",
      "Card numbers are translated: 17 (ETH0) and 18 (the last one) are 16 here, and 16 (LWIP_USB) is 6. Ports that the system chose count as equal.",
      "Of an error only that it is raised is compared, as texts differ between Lua and TypeScript. What only Lua has is left out: metatables, addresses in texts.",
      "Times, also those that `ntptm` tells, count as equal when they differ by 25 ms at most. A `TX_OK, 0` and an `EVENT, 0` that were recorded at the same millisecond may come in either order, as which one came first was chance.",
      "What the scripts did inside of a callback is done when that event comes; when it does not come, the event alone is listed.",
      "An event that comes here, though none was recorded, is listed at the recorded step after which it comes.",
    ],
    causes: "Causes",
    causesHead: "| cause | reason | what differs | where: the recording below and its steps |",
    traces: "Differences",
    tracesHead: "| step | call or event | LuatOS | here | cause |",
    nothing: "nothing",
    after: "after",
  },
  zh: {
    title: "与 LuatOS 的差异",
    intro: [
      "本页由 `docs/fidelity.json` 和 `test/traces` 中的记录生成；测试保证本页、差异列表与实际行为一致。",
      "",
      "这些脚本曾在 LuatOS PC 模拟器（2026 年 8 月固件）上运行，每次调用、返回值、状态和事件都被记录下来。",
      "测试在这里重做同样的操作并进行比较。有差异的地方连同原因列在下面；其余全部一致。",
    ],
    comparing: "如何比较",
    rules: [
      "比较的内容：每次调用的返回值、调用后的 `socket.state` 和 zbuff、每个事件及其顺序、状态和时间、发布的主题和任务收到的消息。",
      "网卡编号经过换算：17（ETH0）和 18（最后一个）在这里是 16，16（LWIP_USB）是 6。系统自动选择的端口视为相同。",
      "对于错误只比较是否抛出，因为 Lua 与 TypeScript 的文字不同。Lua 独有的内容（元表、文本中的地址）不比较。",
      "时间（包括 `ntptm` 返回的时间）相差不超过 25 ms 视为相同。在同一毫秒记录的 `TX_OK, 0` 与 `EVENT, 0` 先后不限，因为谁先谁后是偶然的。",
      "脚本在回调里做的事，在该事件到来时执行；事件没有到来时，只列出该事件。",
      "这里发生而记录中没有的，列在它之前的最后一步。",
    ],
    causes: "原因",
    causesHead: "| 原因 | 类别 | 差异 | 位置：下面的记录及其步骤 |",
    traces: "差异",
    tracesHead: "| 步骤 | 调用或事件 | LuatOS | 这里 | 原因 |",
    nothing: "无",
    after: "之后",
  },
};

/** The page about all differences, in one language. */
export function fidelityPage({ reasons, causes, differences }: Fidelity, traces: readonly Trace[], language: "en" | "zh"): string {
  const words = WORDS[language];
  const lines = [`# ${words.title}`, "", ...words.intro, "", `## ${words.comparing}`, "", ...words.rules.map((rule) => `* ${rule}`), ""];
  lines.push(`## ${words.causes}`, "");
  for (const [id, sentence] of Object.entries(reasons)) lines.push(`* **${id}**: ${sentence[language]}`);
  lines.push("", words.causesHead, "|---|---|---|---|");
  for (const [id, cause] of Object.entries(causes)) lines.push(causeRow(id, cause, differences, language));
  lines.push("", `## ${words.traces}`);
  for (const trace of traces) {
    const own = differences.filter((difference) => difference.trace === trace.id);
    if (own.length === 0) continue;
    lines.push("", `### ${trace.id}: ${escaped(trace.title)}`, "", words.tracesHead, "|---|---|---|---|---|");
    for (const difference of own) lines.push(differenceRow(difference, trace, words));
  }
  return `${lines.join("\n")}\n`;
}

function causeRow(id: string, cause: Cause, differences: readonly Listed[], language: "en" | "zh"): string {
  const places = new Map<string, number[]>();
  for (const { trace, step, cause: theirs } of differences) {
    if (theirs === id) places.set(trace, [...new Set([...(places.get(trace) ?? []), step])]);
  }
  const where = [...places].map(([trace, steps]) => `${trace}: ${steps.join(" ")}`).join("; ");
  return `| ${id} | ${cause.reason} | ${escaped(cause[language])} | ${where} |`;
}

function differenceRow({ step, theirs, ours, cause }: Listed, { steps }: Trace, words: Words): string {
  const deed = steps[step];
  const text = deed === undefined ? "" : code(deedText(deed));
  const same = commonStart(theirs ?? "", ours ?? "");
  const shown = (value: string | null): string => (value === null ? words.nothing : code(same > LONG ? `…${value.slice(same - SOME)}` : value));
  return `| ${step} | ${theirs === null ? `${words.after} ` : ""}${text} | ${shown(theirs)} | ${shown(ours)} | ${cause} |`;
}

/** Of texts that begin alike for longer than this, only their ends are shown. */
const LONG = 100;
/** So much of what they share is shown with them. */
const SOME = 20;

function commonStart(a: string, b: string): number {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return i;
}

function code(text: string): string {
  return `\`${escaped(text)}\``;
}

function escaped(text: string): string {
  return text.replaceAll("|", "\\|");
}
