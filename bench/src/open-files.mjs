import process from "node:process";

/** Open files of a process beside its connections. */
const OTHERS = 100;

/**
 * Why a process cannot have so many connections; `undefined` when it can.
 *
 * @param {number} connections
 */
export function lacksFiles(connections) {
  const report = /** @type {{ userLimits?: { open_files?: { soft: number | "unlimited" } } }} */ (process.report.getReport());
  // Node has raised it to the hard limit already.
  const most = report.userLimits?.open_files?.soft;
  const needed = connections + OTHERS;
  if (typeof most !== "number" || most >= needed) return undefined;
  return `it needs ${needed.toLocaleString("en")} open files, and ulimit -n allows ${most.toLocaleString("en")}`;
}
