// The client's process: runs one variant of one row until it has seen enough, and writes the sample to fd 3.
// Arguments: the row's id, the variant's name, and the rest as JSON.
import { writeSync } from "node:fs";
import process from "node:process";
import { loadRow } from "./load-row.mjs";
import { Meter } from "./meter.mjs";

const [, , id = "", name = "", json = "{}"] = process.argv;
const row = await loadRow(id);
const variant = row.variants[name];
if (variant === undefined) throw new Error(`No variant "${name}" in row "${id}"`);

/** @param {import("./meter.mjs").Sample} sample */
function end(sample) {
  // Synchronous, because a busy variant may never give the event loop another turn.
  writeSync(3, JSON.stringify(sample));
  process.exit(0);
}

const { port, quick, pace } = JSON.parse(json);
const meter = new Meter({ ...pace, stride: row.stride }, end);
const sample = await variant.run({ host: "127.0.0.1", port, quick, pace, meter });
if (sample === undefined) throw new Error("The variant ended before it was measured");
end(sample);
