import { TaskStopped } from "@luat/corelib";
import { ClosedError } from "@luat/libnet";
import { airNames, isOfAir } from "./air-names.js";
import { allExamples, fileNameOf, isModule, scriptsOf, type Example } from "./examples.js";
import { exportsOf, Script } from "./script.js";
import { makeWorld, type Modules } from "./world.js";

const TEN_MINUTES = 600_000;
const examples = allExamples();

/** Runs it on a mock network, until it ends or ten minutes have passed there; gives what it did. */
export async function inVirtualTime(example: Example): Promise<Script> {
  const { names, modules, started, stop } = await makeWorld(example.code);
  const script = new Script(example);
  const found = { ...modules, ...siblingsOf(example, modules) };
  const known = isOfAir(example) ? airNames(names.device) : names;
  const running = script.run(isModule(example) ? found : {}, isModule(example) ? {} : known, async () => {
    await names.net.clock.advance(TEN_MINUTES);
    await stop();
  });
  await running.catch((error: unknown) => {
    // It waited for ever, as servers do.
    if (!(error instanceof TaskStopped || (error instanceof ClosedError && error.code === "stopped"))) throw error;
  });
  await Promise.all(started);
  return script;
}

/** The examples of the same document that are files, as this one imports them. */
export function siblingsOf({ file, code }: Example, modules: Modules): Modules {
  const siblings: Record<string, object> = {};
  const isDocument = file.endsWith(".md") && examples.some((example) => example.file === file);
  // A page's script would not run here.
  const scripts = isDocument ? scriptsOf(file).filter((one) => code.includes(`./${fileNameOf(one)}`)) : [];
  for (const example of [...examples, ...scripts]) {
    const name = example.file === file ? fileNameOf(example) : undefined;
    if (name !== undefined && !name.includes(".test.")) siblings[`./${name.replace(/\.ts$/, ".js")}`] = exportsOf(example, { ...modules, ...siblings });
  }
  return siblings;
}
