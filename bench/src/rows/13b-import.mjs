import { spawnSync } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** @typedef {import("../rows.mjs").Bench} Bench */

const HERE = fileURLToPath(new URL(".", import.meta.url));

/** @param {string} name of a package */
function program(name) {
  return `
const cpu = process.cpuUsage();
const wall = performance.now();
await import(${JSON.stringify(name)});
const took = performance.now() - wall;
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ wall: took, cpu: (user + system) / 1000 }));
process.exit();
`;
}

/**
 * Imports a package again and again, each time in a process of its own: this one has loaded too much already.
 *
 * @param {string} name
 * @returns {(bench: Bench) => Promise<import("../rows.mjs").Sample>}
 */
function importing(name) {
  const once = () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", program(name)], { cwd: HERE, encoding: "utf8" });
    if (status !== 0) throw new Error(`Importing ${name} failed: ${stderr}`);
    return JSON.parse(stdout);
  };
  return async ({ pace }) => {
    const begin = performance.now();
    do once();
    while (performance.now() - begin < pace.warmup);
    const sample = { units: 0, wall: 0, cpu: 0 };
    do {
      const { wall, cpu } = once();
      sample.units++;
      sample.wall += wall;
      sample.cpu += cpu;
    } while (performance.now() - begin < pace.warmup + pace.measure);
    return sample;
  };
}

/** @type {import("../rows.mjs").Row} */
export const importRow = {
  id: "13b",
  work: "importing a package into a fresh process",
  unit: "imports",
  stride: 1,
  base: "promise-socket",
  variants: {
    "promise-socket": { run: importing("promise-socket") },
    "@luat/libnet": { run: importing("@luat/libnet") },
    mqtt: { run: importing("mqtt"), scale: true },
  },
  goals: [{ variant: "@luat/libnet", gate: { cpu: 1 } }],
  notes: ["The packages as they are published, not bundled; what they load of Node counts."],
};
