import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import {
  CompilerState,
  ConsoleMessageId,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  ExtractorMessageCategory,
} from "@microsoft/api-extractor";
import { members, root } from "../workspace.mjs";

/**
 * @import { IConfigFile } from "@microsoft/api-extractor"
 * @import { Member } from "../workspace.mjs"
 */

export const title = "the public surface is what etc/*.api.md says";

const silent = { logLevel: ExtractorLogLevel.None };

/**
 * Compares the surface of each public entry with its committed report, or with `update` writes the reports anew.
 *
 * @param {{ update: boolean }} options
 * @returns {Promise<string[]>}
 */
export async function check({ update }) {
  const temp = await mkdtemp(join(tmpdir(), "api-"));
  try {
    const published = (await members()).filter(({ manifest }) => manifest.private !== true);
    const configs = published.flatMap((member) => entries(member).map((entry) => configFor(member, entry, temp)));
    const [first, ...rest] = configs;
    if (first === undefined) return [];
    const state = CompilerState.create(first, { additionalEntryPoints: rest.map((config) => config.mainEntryPointFilePath) });
    for (const { folder } of published) await mkdir(join(folder, "etc"), { recursive: true });
    const findings = configs.flatMap((config) => extract(config, state, update));
    return [...findings, ...(await leftOver(published, configs, update))];
  } finally {
    await rm(temp, { recursive: true });
  }
}

/**
 * The entries of a package, each with the declarations that it publishes.
 *
 * @param {Member} member
 */
function entries({ manifest }) {
  return Object.entries(manifest.exports ?? {}).flatMap(([subpath, target]) =>
    typeof target === "object" && target["types"] !== undefined ? [{ subpath, types: target["types"] }] : [],
  );
}

/**
 * @param {Member} member
 * @param {{ subpath: string, types: string }} entry
 * @param {string} temp
 */
function configFor({ folder }, { subpath, types }, temp) {
  const name = [basename(folder), ...subpath.split("/").slice(1)].join("-");
  /** @type {IConfigFile} */
  const configObject = {
    projectFolder: folder,
    mainEntryPointFilePath: join(folder, types),
    newlineKind: "lf",
    compiler: {
      overrideTsconfig: {
        compilerOptions: {
          target: "es2022",
          lib: ["es2023", "esnext.disposable"],
          module: "nodenext",
          moduleResolution: "nodenext",
          types: ["node"],
          strict: true,
          skipLibCheck: true,
        },
        files: [join(folder, types)],
      },
    },
    apiReport: { enabled: true, reportFileName: name, reportFolder: join(folder, "etc"), reportTempFolder: temp },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    messages: {
      compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
      extractorMessageReporting: {
        default: { logLevel: ExtractorLogLevel.Warning, addToApiReportFile: true },
        "ae-missing-release-tag": silent,
        "ae-undocumented": silent,
        // Links are resolved as editors do, which takes names that are in scope.
        "ae-unresolved-link": silent,
      },
      tsdocMessageReporting: { default: silent },
    },
  };
  return ExtractorConfig.prepare({
    configObject,
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, "package.json"),
  });
}

/**
 * @param {ExtractorConfig} config
 * @param {CompilerState} compilerState
 * @param {boolean} update
 */
function extract(config, compilerState, update) {
  /** @type {string[]} */
  const findings = [];
  let diff = "";
  const { apiReportChanged } = Extractor.invoke(config, {
    compilerState,
    localBuild: update,
    printApiReportDiff: !update,
    messageCallback(message) {
      const { category, messageId, logLevel, text } = message;
      message.handled = true;
      if (messageId === ConsoleMessageId.ApiReportDiff) diff = text;
      else if (category === ExtractorMessageCategory.Console) return;
      else if (logLevel === ExtractorLogLevel.Error || logLevel === ExtractorLogLevel.Warning) findings.push(text);
    },
  });
  if (apiReportChanged && !update) {
    const report = relative(root, config.reportFilePath);
    findings.push(`${report} is out of date: see what has changed, then run \`npm run api\`.\n${diff}`.trim());
  }
  return findings;
}

/**
 * Reports of entries that are no more.
 *
 * @param {Member[]} published
 * @param {ExtractorConfig[]} configs
 * @param {boolean} update
 */
async function leftOver(published, configs, update) {
  const wanted = new Set(configs.map((config) => config.reportFilePath));
  const files = await Promise.all(
    published.map(async ({ folder }) => (await readdir(join(folder, "etc"))).map((name) => join(folder, "etc", name))),
  );
  const surplus = files.flat().filter((file) => !wanted.has(file) && existsSync(file));
  if (!update) return surplus.map((file) => `${relative(root, file)} is the report of no entry.`);
  await Promise.all(surplus.map((file) => rm(file)));
  return [];
}
