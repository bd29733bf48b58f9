import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, install } from "./prepare.mjs";
import { root } from "./workspace.mjs";

await install();
await build();
// In this process, so that Ctrl-C reaches the program itself and nothing stands between it and the terminal.
const program = pathToFileURL(join(root, "examples/dist/long-connection/main.js"));
/** @type {{ main(argv: string[]): unknown }} */
const { main } = await import(program.href);
await main(process.argv.slice(2));
