import { readFileSync } from "node:fs";
import { connectCommand } from "./connect/command.js";
import type { Io } from "./io.js";
import { environmentLanguage } from "./language.js";
import { listenCommand } from "./listen/command.js";
import { processIo } from "./process-io.js";
import { Shell } from "./shell.js";
import { TEXTS } from "./texts/choose.js";
import { quoted, UsageError } from "./usage-error.js";

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

async function run(argv: readonly string[], shell: Shell): Promise<number> {
  const [name = "", ...rest] = argv[0] === "help" && isCommand(argv[1]) ? [argv[1], "--help", ...argv.slice(2)] : argv;
  const command = isCommand(name) ? COMMANDS[name] : undefined;
  try {
    return command === undefined ? await about(name, shell) : await command(rest, shell);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const called = command === undefined ? "luat" : `luat ${name}`;
    await shell.stderr.write(`${called}: ${error.message}\nTry: ${called} --help\n`);
    return 2;
  }
}

function isCommand(name: string | undefined): name is string {
  return name !== undefined && Object.hasOwn(COMMANDS, name);
}

async function about(name: string, { io, stdout }: Shell): Promise<number> {
  switch (name) {
    case "--version":
    case "-V":
      await stdout.write(`${version()}\n`);
      return 0;
    case "--help":
    case "-h":
    case "help":
      await stdout.write(`${TEXTS[environmentLanguage(io.env)].usage}\n`);
      return 0;
    default:
      throw new UsageError(name === "" ? "what shall it do?" : `${quoted(name)} is no command; expected ${Object.keys(COMMANDS).join(", ")}`);
  }
}

function version(): string {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
