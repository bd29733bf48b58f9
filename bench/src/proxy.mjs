// A proxy's process: tells its port over IPC, and ends with its parent. Arguments: which proxy, and the port that it leads to.
import process from "node:process";

const [, , name = "", target = ""] = process.argv;
/** @type {{ startProxy(target: number): Promise<number> }} */
const { startProxy } = await import(new URL(`proxies/${name}.mjs`, import.meta.url).href);
process.on("disconnect", () => process.exit(0));
process.send?.(await startProxy(Number(target)));
