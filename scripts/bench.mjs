import { build, install } from "./prepare.mjs";
import { run } from "./workspace.mjs";

await install();
await build();
const { code } = await run("node", ["bench/src/run.mjs", ...process.argv.slice(2)], { show: true });
process.exitCode = code;
