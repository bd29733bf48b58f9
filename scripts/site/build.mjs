import { copyFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Application, Logger, LogLevel } from "typedoc";
import { root } from "../workspace.mjs";
import { publicEntries } from "./entries.mjs";
import { facesApart } from "./faces.mjs";
import { linkGuides } from "./guide-links.mjs";
import { addLanguageSwitch } from "./languages.mjs";
import { describeModules } from "./modules.mjs";
import { allPages } from "./pages.mjs";
import { extendSearch } from "./search.mjs";
import { addSources } from "./sources.mjs";
import { SiteRouter, SiteTheme } from "./theme.mjs";
import { isShared, undocumented } from "./undocumented.mjs";

/** @import { DocumentReflection } from "typedoc" */

/** Where the site is built; git ignores it. */
export const SITE = join(root, "site");

const here = import.meta.dirname;

/** Remembers what is wrong instead of printing it. */
class Findings extends Logger {
  /** @type {string[]} */
  texts = [];

  /**
   * @override
   * @param {string} message
   * @param {LogLevel} level
   */
  log(message, level) {
    super.log(message, level);
    if (level >= LogLevel.Warn) this.texts.push(message);
  }
}

/**
 * Makes the guides and the reference of all public entries as a site of plain files.
 *
 * @param {string} [folder] where to; what is there is replaced
 * @returns {Promise<string[]>} what is wrong: symbols without a text, faces that do not lead to each other, links that lead nowhere, and any other warning
 */
export async function buildSite(folder = SITE) {
  const logger = new Findings();
  const pages = await allPages();
  const entries = await publicEntries();
  const app = await Application.bootstrap({
    name: "Luat SDK",
    readme: join(root, "README.md"),
    projectDocuments: pages.filter(({ section, language }) => section !== "home" || language !== "en").map(({ file }) => join(root, file)),
    validation: { notExported: true, notDocumented: false, invalidLink: true, invalidPath: true, rewrittenLink: true },
    excludeExternals: true,
    excludeProtected: true,
    disableSources: true,
    includeVersion: false,
    hideGenerator: true,
    githubPages: true,
    headings: { readme: false, document: false },
    includeHierarchySummary: false,
    sort: ["alphabetical"],
    groupOrder: ["Variables", "Functions", "Classes", "Interfaces", "Type Aliases", "*"],
    favicon: join(here, "assets/favicon.svg"),
    highlightLanguages: [...new Set(["ts", "js", "json", "lua", "html", "css", "text", ...pages.flatMap(({ languages }) => languages)])].filter((language) => language !== "mermaid"),
    ignoredHighlightLanguages: ["mermaid"],
    customCss: join(here, "assets/site.css"),
    customJs: join(here, "assets/site.js"),
    logLevel: LogLevel.Warn,
  });
  app.logger = logger;
  app.renderer.defineRouter("site", SiteRouter);
  app.renderer.defineTheme("site", SiteTheme);
  app.options.setValue("router", "site");
  app.options.setValue("theme", "site");

  const project = app.converter.convert(entries);
  linkGuides(project);
  for (const document of project.documents ?? []) document.name = headingOf(document) ?? document.name;
  await describeModules(project, logger);
  await addSources(project);
  app.validate(project);
  addLanguageSwitch(app.renderer, pages);
  extendSearch(app.renderer, new Set(pages.map(({ file }) => join(root, file))));
  await app.generateDocs(project, folder);
  // Loaded by the pages that hold a diagram.
  await copyFile(createRequire(import.meta.url).resolve("@mermaid-js/tiny"), join(folder, "assets/mermaid.js"));
  return [...new Set([...logger.texts.filter((text) => !isShared(project, text)), ...undocumented(project), ...facesApart(project)])];
}

/** @param {DocumentReflection} document */
function headingOf({ content }) {
  return /^# (.+)$/m.exec(content.map(({ text }) => text).join(""))?.[1]?.replaceAll("`", "");
}
