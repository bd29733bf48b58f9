import { PHASES, type Cell, type Phase } from "./fault-matrix.js";
import { FAULTS, type FaultName } from "./troubled-server.js";

export type Language = "en" | "zh";

const BEGIN = "<!-- This table is written by packages/libnet/test/long-connection/fault-matrix.test.ts: begin -->";
const END = "<!-- end -->";

interface Words {
  readonly head: string;
  readonly phases: Readonly<Record<Phase, string>>;
  readonly faults: Readonly<Record<FaultName, string>>;
  readonly items: Readonly<Record<string, string>>;
  readonly goesOn: string;
  readonly atOnce: string;
  readonly after: (s: string) => string;
  readonly online: (s: string) => string;
  readonly stopped: (s: string) => string;
  readonly all: string;
  readonly part: (n: number) => string;
  readonly comma: string;
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    head: "what happens",
    phases: { connect: "connecting", login: "logging in", idle: "on line, idle", sending: "sending", receiving: "receiving", closing: "stopping" },
    faults: {
      refuse: "the server is gone for 40 s",
      blackhole: "no packet gets through for 40 s",
      reset: "the connection is cut",
      fin: "the server closes",
      "half-close": "the server ends its side, but still reads",
      stall: "the server hangs for 40 s",
      "full-buffer": "the system takes nothing for 40 s",
      dns: "the name is not found for 40 s",
      link: "the link is down for 40 s",
      clock: "the time of day jumps by an hour",
    },
    items: { sent: "sent", unknown: "`unknown`" },
    goesOn: "goes on",
    atOnce: "at once",
    after: (s) => `after ${s} s`,
    online: (s) => `on line after ${s} s`,
    stopped: (s) => `stopped after ${s} s`,
    all: "all arrives",
    part: (n) => `${n} % arrive`,
    comma: ", ",
  },
  zh: {
    head: "发生的事",
    phases: { connect: "连接中", login: "登录中", idle: "在线空闲", sending: "发送中", receiving: "接收中", closing: "停止中" },
    faults: {
      refuse: "服务器消失 40 s",
      blackhole: "40 s 内任何包都不通",
      reset: "连接被切断",
      fin: "服务器关闭连接",
      "half-close": "服务器结束发送，但仍在读",
      stall: "服务器卡住 40 s",
      "full-buffer": "系统 40 s 不接受数据",
      dns: "域名 40 s 解析不到",
      link: "网络断开 40 s",
      clock: "系统时间跳变一小时",
    },
    items: { sent: "已发送", unknown: "`unknown`" },
    goesOn: "照常",
    atOnce: "立即",
    after: (s) => `${s} s 后`,
    online: (s) => `${s} s 后上线`,
    stopped: (s) => `${s} s 后停止`,
    all: "全部收到",
    part: (n) => `收到 ${n} %`,
    comma: "，",
  },
};

/** The document, with the table as it is by these cells. */
export function withTable(document: string, cells: ReadonlyMap<string, Cell>, language: Language): string {
  const [before, rest] = document.split(BEGIN);
  const after = rest?.slice(rest.indexOf(END));
  if (before === undefined || after === undefined) throw new Error(`the document has no place for the table; expected the lines ${BEGIN} and ${END}`);
  return `${before}${BEGIN}\n${table(cells, language)}\n${after}`;
}

function table(cells: ReadonlyMap<string, Cell>, language: Language): string {
  const words = WORDS[language];
  const head = [words.head, ...PHASES.map((phase) => words.phases[phase])];
  const rows = FAULTS.map((fault) => [words.faults[fault], ...PHASES.map((phase) => text(cells.get(`${fault} ${phase}`), phase, words))]);
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function text(cell: Cell | undefined, phase: Phase, words: Words): string {
  if (cell === undefined) throw new Error(`nothing is known of ${phase}`);
  const { noticed, noticedAfter, onlineAfter, items, bytesIn, stopped } = cell;
  if (stopped !== undefined) return words.stopped(seconds(stopped));
  const parts = [];
  if (noticed !== undefined) parts.push(`\`${noticed}\` ${noticedAfter < 200 ? words.atOnce : words.after(seconds(noticedAfter))}`);
  if (onlineAfter !== undefined) parts.push(words.online(seconds(onlineAfter)));
  if (parts.length === 0) parts.push(words.goesOn);
  if (phase === "sending") parts.push(items.map((item) => words.items[item] ?? item).join(" + "));
  if (phase === "receiving") parts.push(bytesIn === 199_999 ? words.all : words.part(Math.round(bytesIn / 2_000)));
  return parts.join(words.comma);
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}
