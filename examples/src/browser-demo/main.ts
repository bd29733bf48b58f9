// A page in a browser that talks TCP, TLS and UDP through a gateway, with servers to talk to.
// 浏览器里的网络调试助手：经过网关收发 TCP、TLS 和 UDP，并附带测试服务器。
import { gatewaySettingError, languageIn, languageOf, onInterrupt, parseArguments, UsageError } from "@luat/cli";
import { systemClock } from "@luat/contract";
import { consoleLog } from "@luat/corelib";
import { startDemo } from "./demo.js";
import { TEXTS } from "./texts.js";

const TABLE = {
  port: { type: "string" },
  allow: { type: "string", multiple: true },
  lang: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** Runs until Ctrl-C, and leaves its exit code. @param page - the folder of the page that was built. */
export async function main(argv: readonly string[], page: string): Promise<void> {
  process.exitCode = await run(argv, page);
}

/** Runs until Ctrl-C; returns its exit code. */
export async function run(argv: readonly string[], page: string, env: Environment = process.env): Promise<number> {
  try {
    return await serve(argv, page, env);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const lang = languageIn(argv, env);
    const asked = lang === languageIn([], env) ? "" : ` --lang ${lang}`;
    console.error(`${error.in(lang)}\n${TEXTS[lang].tryHelp(`npm run demo:browser -- --help${asked}`)}`);
    return 2;
  }
}

async function serve(argv: readonly string[], page: string, env: Environment): Promise<number> {
  const args = parseArguments(argv, TABLE);
  args.atMost(0);
  const texts = TEXTS[languageOf(args, env)];
  const port = args.integer("port", 0, 65_535) ?? 8_080;
  if (args.flag("help")) {
    console.log(texts.help);
    return 0;
  }
  const demo = await startDemo({ page, port, allow: args.list("allow") ?? [], log: consoleLog }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw gatewaySettingError(error, { allow: { en: "--allow", zh: "--allow" } });
  });
  if (demo === undefined) {
    console.error(texts.portTaken(port));
    return 1;
  }
  console.log(texts.open(demo.url, demo.servers.ports));
  await new Promise<void>((heard) => {
    const unheed = onInterrupt(systemClock, () => {
      unheed();
      heard();
    });
  });
  console.log(texts.closing);
  await demo.stop();
  return 0;
}
