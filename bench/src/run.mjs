// The command behind `npm run bench`.
import { writeFileSync } from "node:fs";
import os from "node:os";
import process from "node:process";
import { drawCharts } from "./charts.mjs";
import { killAll } from "./children.mjs";
import { judge } from "./judge.mjs";
import { HELP, parseOptions, UsageError } from "./options.mjs";
import { formatMarkdown } from "./markdown.mjs";
import { makePlan, numbersOf } from "./plan.mjs";
import { rows, waiting } from "./rows.mjs";
import { runRounds } from "./rounds.mjs";
import { formatTable } from "./table.mjs";

/** Load for each core above which others take their share of the machine. */
const BUSY = 0.5;

for (const [signal, code] of /** @type {const} */ ([["SIGINT", 130], ["SIGTERM", 143]])) {
  process.on(signal, () => {
    killAll();
    process.exit(code);
  });
}
process.on("exit", killAll);

try {
  const options = parseOptions(process.argv.slice(2), [...rows.flatMap(numbersOf), ...waiting.map(({ id }) => id)]);
  if (options.help) process.stdout.write(HELP);
  else await run(options);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n\n${HELP}`);
  process.exitCode = 2;
}

/** @param {import("./options.mjs").Options} options */
async function run(options) {
  const plan = makePlan(rows, waiting, options);
  const host = { node: process.version, cpu: os.cpus()[0]?.model ?? "unknown", cores: os.cpus().length };
  const load = os.loadavg()[0] ?? 0;
  const { rounds, shortest, results, late } = await runRounds(plan);
  const lines = judge(results);
  const left = [...plan.left, ...late];
  const crashes = results.flatMap(({ measured }) => [...measured.values()].flatMap(({ crash }) => crash ?? []));

  const print = (/** @type {string} */ line) => process.stdout.write(`${line}\n`);
  print(`Node ${host.node}, ${host.cpu}, ${host.cores} cores, load ${load.toFixed(1)} at the start${load > BUSY * host.cores ? ": too busy, only the ratios of CPU time mean something" : ""}`);
  print(
    `${plan.quick ? "Quick look: " : ""}medians of ${rounds} interleaved rounds; a fresh client and server process for every run; warm-up ≥ ${shortest.warmup} ms, measured ≥ ${shortest.measure} ms; noDelay is on everywhere.`,
  );
  print("result: units a second as a ratio, higher is better, or what the row says, lower is better; rounds: the ratio's lowest and highest.");
  print("CPU: user + system time a unit as a ratio, lower is better. Of what is for scale: nanoseconds of it.");
  print("busy: the share of the wall time that the client / the server worked. Ratios are against the row's first line, or as named after the colon.\n");
  print(`${formatTable(lines)}\n`);
  for (const { row } of results.map(({ job }) => job)) for (const note of row.notes) print(`Row ${row.id}: ${note}`);
  for (const { id, why } of left) print(`Row ${id} was left out: ${why}.`);
  for (const crash of crashes) print(`\nCRASHED ${crash}`);

  if (options.json !== undefined) {
    const measured = results.flatMap(({ job, measured }) => [...measured.values()].map((one) => ({ row: job.row.id, ...one })));
    const report = { host: { ...host, load }, quick: plan.quick, rounds, pace: shortest, left, lines, measured };
    writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
  }
  if (options.markdown !== undefined) writeFileSync(options.markdown, formatMarkdown(lines));
  if (options.charts !== undefined) for (const file of drawCharts(results, options.charts)) print(`drawn: ${file}`);
  if (crashes.length > 0) process.exitCode = 1;
}
