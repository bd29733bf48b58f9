import { cp } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const inPackage = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** What is only there for those who install it, and holds what no bundle can. */
const OPTIONAL = /^node-dtls-client/;

/** Makes the command of its sources, so that it runs as a process without a build of the packages; gives the program's file. */
export async function bundle(folder: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: "error",
    resolve: { conditions: ["luat-source", "node"] },
    ssr: { noExternal: true, resolve: { conditions: ["luat-source", "node"] } },
    build: { ssr: inPackage("src/bin.ts"), outDir: join(folder, "dist"), rolldownOptions: { external: OPTIONAL, output: { entryFileNames: "bin.mjs" } } },
  });
  await cp(inPackage("package.json"), join(folder, "package.json"));
  return join(folder, "dist/bin.mjs");
}
