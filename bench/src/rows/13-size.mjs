import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { cpuTime } from "../meter.mjs";

/** @typedef {import("../rows.mjs").Bench} Bench */

const HERE = fileURLToPath(new URL(".", import.meta.url));
const ROOT = ["@luat/contract", "@luat/socket", "@luat/libnet"];
const OTHERS = ["@luat/corelib", "@luat/adapters/*", "eventemitter3", "p-timeout"];
const KB = 1000;
const NOTHING = { external: /** @type {string[]} */ ([]) };

/**
 * @param {string[]} packages
 * @param {{ external: string[], platform?: "browser" | "node" }} settings
 */
async function bundle(packages, { external, platform = "browser" }) {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    stdin: { contents: packages.map((name) => `export * from ${JSON.stringify(name)};`).join("\n"), resolveDir: HERE },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    logLevel: "error",
    platform,
    external,
  });
  const [bundled] = outputFiles;
  if (bundled === undefined) throw new Error("esbuild made nothing");
  return bundled.contents;
}

/**
 * @param {Parameters<typeof bundle>} what
 * @param {(bytes: Uint8Array) => Uint8Array} pack
 */
async function sample(what, pack) {
  const [wall, cpu] = [performance.now(), cpuTime()];
  const amount = pack(await bundle(...what)).length / KB;
  return { units: 1, wall: performance.now() - wall, cpu: cpuTime() - cpu, amount };
}

/** @param {Parameters<typeof bundle>} what */
const minified = (...what) => () => sample(what, (bytes) => bytes);
/** @param {Parameters<typeof bundle>} what */
const zipped = (...what) => () => sample(what, (bytes) => gzipSync(bytes, { level: 9 }));

/** @type {import("../rows.mjs").Row} */
export const sizeRow = {
  id: "13",
  work: "size of contract + socket + libnet",
  unit: "bundles",
  amount: "KB",
  stride: 1,
  variants: {
    minified: { run: minified(ROOT, { external: OTHERS }) },
    "minified, gzip": { run: zipped(ROOT, { external: OTHERS }) },
    "all that libnet loads in a browser": { run: minified(["@luat/libnet"], NOTHING), scale: true },
    "all that libnet loads in a browser, gzip": { run: zipped(["@luat/libnet"], NOTHING), scale: true },
    "promise-socket, in Node": { run: minified(["promise-socket"], { ...NOTHING, platform: "node" }), scale: true },
    "mqtt": { run: minified(["mqtt"], NOTHING), scale: true },
  },
  goals: [
    { variant: "minified", gate: { amount: 28 }, stretch: { amount: 18 } },
    { variant: "minified, gzip", gate: { amount: 10 }, stretch: { amount: 7 } },
  ],
  notes: ["All that the three packages' roots export, bundled by esbuild without the packages that they use; 1 KB is 1,000 bytes."],
};
