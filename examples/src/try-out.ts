import { languageIn, languageOf, onInterrupt, parseArguments, quoted, UsageError, type Language, type Wording } from "@luat/cli";
import { systemClock } from "@luat/contract";
import { createDevice, type Device } from "@luat/libnet";

/** Starts a program on a device. */
export type Start = (device: Device) => void;

/** Programs that are tried out from the command line. */
export interface Programs {
  /** How they are called, for hints. */
  readonly command: string;
  readonly help: Wording;
  /** What the words of a command line name. @throws UsageError when there is no such thing. */
  programOf(words: readonly string[]): Start;
}

/** Where a server is, or is to be. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

const TABLE = { lang: { type: "string" }, help: { type: "boolean", short: "h" } } as const;

const TRY_HELP: Wording = { en: "Try: ", zh: "查看帮助：" };
const CLOSING: Wording = { en: "closing; press Ctrl-C again to end at once", zh: "正在关闭；再按一次 Ctrl-C 立即结束" };
/** How long the end waits for connections to close, in milliseconds. */
const DEADLINE = 2_000;

/** Starts what a command line names, until Ctrl-C; gives the exit code. */
export function tryOut({ command, help, programOf }: Programs, argv: readonly string[], env: Readonly<Record<string, string | undefined>>): number {
  try {
    const args = parseArguments(argv, TABLE);
    const language = languageOf(args, env);
    if (args.flag("help")) console.log(help[language]);
    else begin(programOf(args.positionals), language);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const language = languageIn(argv, env);
    const asked = language === languageIn([], env) ? "" : ` --lang ${language}`;
    console.error(`${error.in(language)}\n${TRY_HELP[language]}${command} --help${asked}`);
    return 2;
  }
}

function begin(start: Start, language: Language): void {
  const device = createDevice({ logLevel: "info", language });
  onInterrupt(systemClock, (nth) => {
    if (nth > 1) process.exit(130);
    // The standard output may be the data of a program.
    console.error(CLOSING[language]);
    void device.stop({ deadline: DEADLINE }).then(() => process.exit());
  });
  start(device);
}

/** What a word names. @param what - what the things are called that there are. @throws UsageError when it names none. */
export function named<T>(what: Wording, word: string | undefined, things: Readonly<Record<string, T>>): T {
  const names = Object.keys(things);
  const found = Object.entries(things).find(([name]) => name === word);
  if (found !== undefined) return found[1];
  const [en, zh] = [names.join(", "), names.join("、")];
  if (word === undefined) throw new UsageError({ en: `which ${what.en}? Expected ${en}`, zh: `哪一个${what.zh}？应为 ${zh}` });
  throw new UsageError({ en: `${quoted(word)} is no ${what.en}; expected ${en}`, zh: `没有 ${quoted(word)} 这个${what.zh}；应为 ${zh}` });
}

/** The last words: a host and a port. @throws UsageError when they are none, or too many. */
export function placeOf([host = "", port, ...more]: readonly string[]): Place {
  if (host === "" || port === undefined) throw new UsageError({ en: "where? Expected a host and a port", zh: "在哪里？应为主机和端口" });
  const [extra] = more;
  if (extra !== undefined) throw new UsageError({ en: `${quoted(extra)} is one argument too many`, zh: `多了一个参数 ${quoted(extra)}` });
  const number = /^\d+$/.test(port) ? Number(port) : NaN;
  if (number >= 1 && number <= 65_535) return { host, port: number };
  throw new UsageError({ en: `the port is ${quoted(port)}; expected 1 to 65535`, zh: `端口是 ${quoted(port)}；应为 1 到 65535` });
}
