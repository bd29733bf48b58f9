import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, install } from "./prepare.mjs";
import { root } from "./workspace.mjs";

await install();
await build();
// In this process, as for `npm start`: Ctrl-C, pipes and the terminal are the command's own.
await import(pathToFileURL(join(root, "packages/cli/bundle/bin.js")).href);
