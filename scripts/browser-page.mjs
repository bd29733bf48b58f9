import { copyFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "./workspace.mjs";

const source = join(root, "examples/browser");

/**
 * Builds the page of the browser example.
 *
 * @param {string} folder where it goes; emptied before
 * @param {readonly string[]} [conditions] by which the packages are found; default: as they are published
 * @returns {Promise<{ inputs: string[], sizes: Record<string, number> }>} the modules in it, and the bytes of each script
 */
export async function buildPage(folder, conditions = []) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const [{ metafile }] = await Promise.all([
    build({
      entryPoints: [join(source, "page/page.ts")],
      outdir: folder,
      bundle: true,
      splitting: true,
      minify: true,
      format: "esm",
      target: "es2022",
      platform: "browser",
      conditions: [...conditions, "browser"],
      sourcemap: true,
      metafile: true,
      logLevel: "error",
      absWorkingDir: root,
    }),
    ...["index.html", "style.css"].map((name) => copyFile(join(source, name), join(folder, name))),
  ]);
  const scripts = Object.entries(metafile.outputs).filter(([file]) => file.endsWith(".js"));
  return { inputs: Object.keys(metafile.inputs), sizes: Object.fromEntries(scripts.map(([file, { bytes }]) => [file.slice(file.lastIndexOf("/") + 1), bytes])) };
}
