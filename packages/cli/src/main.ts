import { readFileSync } from "node:fs";
import { connectCommand } from "./connect/command.js";
import type { Io } from "./io.js";
import { environmentLanguage, languageIn } from "./language.js";
import { listenCommand } from "./listen/command.js";
import { processIo } from "./process-io.js";
import { Shell } from "./shell.js";
import { TEXTS } from "./texts/choose.js";
import { wrong } from "./texts/wrong.js";
import { UsageError } from "./usage-error.js";

/** A command: its arguments in, its exit code out. */
type Command = (argv: readonly string[], shell: Shell) => Promise<number>;

const COMMANDS: Readonly<Record<string, Command>> = {
  connect: connectCommand,
  listen: listenCommand,
  // The others need nothing of it, and start sooner without.
  gateway: async (argv, shell) => (await import("./gateway/command.js")).gatewayCommand(argv, shell),
};

/**
 * The `luat` command.
 *
 * @param argv - what follows the name of the command.
 * @param io - the world. Default: the process.
 * @returns the exit code: 0 fine, 1 the network failed, 2 the command line is wrong, 130 interrupted.
 */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  const shell = new Shell(io);
  let hurry: (code: number) => void = () => undefined;
  const hurried = new Promise<number>((resolve) => {
    hurry = resolve;
  });
  shell.hurry.addEventListener("abort", () => {
    hurry(130);
  });
  const unheed = io.onInterrupt((nth) => {
    shell.interrupt(nth);
  });
  try {
    return await Promise.race([run(argv, shell), hurried]);
  } finally {
    unheed();
    shell.release();
  }
}

async function run(given: readonly string[], shell: Shell): Promise<number> {
  const argv = commandFirst(given);
  const [name = "", ...rest] = argv[0] === "help" && isCommand(argv[1]) ? [argv[1], "--help", ...argv.slice(2)] : argv;
  const command = isCommand(name) ? COMMANDS[name] : undefined;
  try {
    return command === undefined ? await about(argv, shell) : await command(rest, shell);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { env } = shell.io;
    const lang = languageIn(given, env);
    const called = command === undefined ? "luat" : `luat ${name}`;
    const help = `${called} --help${lang === environmentLanguage(env) ? "" : ` --lang ${lang}`}`;
    await shell.stderr.write(`${called}: ${error.in(lang)}\n${TEXTS[lang].tryHelp(help)}\n`);
    return 2;
  }
}

/** A command line whose `--lang` follows the command, as other options do. */
function commandFirst(argv: readonly string[]): readonly string[] {
  const words = argv[0] === "--lang" ? 2 : argv[0]?.startsWith("--lang=") === true ? 1 : 0;
  return argv.length > words ? [...argv.slice(words), ...argv.slice(0, words)] : argv.slice(words);
}

function isCommand(name: string | undefined): name is string {
  return name !== undefined && Object.hasOwn(COMMANDS, name);
}

async function about(argv: readonly string[], { io, stdout }: Shell): Promise<number> {
  const [name = ""] = argv;
  switch (name) {
    case "--version":
    case "-V":
      await stdout.write(`${version()}\n`);
      return 0;
    case "--help":
    case "-h":
    case "help":
      await stdout.write(`${TEXTS[languageIn(argv, io.env)].usage}\n`);
      return 0;
    default:
      throw wrong((say) => (name === "" ? say.noCommand : say.unknownCommand(name, Object.keys(COMMANDS))));
  }
}

function version(): string {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
