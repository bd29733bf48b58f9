import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, install } from "./prepare.mjs";
import { root } from "./workspace.mjs";

await install();
await build();
// Only there once the dependencies are.
const { buildPage } = await import("./browser-page.mjs");
const page = join(root, "examples/browser/dist");
await buildPage(page);
// In this process, so that Ctrl-C reaches the program itself and nothing stands between it and the terminal.
/** @type {{ main(argv: string[], page: string): unknown }} */
const { main } = await import(pathToFileURL(join(root, "examples/dist/browser-demo/main.js")).href);
await main(process.argv.slice(2), page);
