import { join } from "node:path";
import { JSX, PageEvent } from "typedoc";
import { root } from "../workspace.mjs";
import { inChinese } from "./chinese.mjs";

/** @import { DefaultThemeRenderContext, NormalizedPath, Renderer } from "typedoc" */
/** @import { Page } from "./pages.mjs" */

const NAMES = { en: "English", "zh-CN": "简体中文" };

/**
 * Shows on each document its languages, and tells the browser which one it has.
 *
 * @param {Renderer} renderer
 * @param {readonly Page[]} pages
 */
export function addLanguageSwitch(renderer, pages) {
  const byFile = new Map(pages.map((page) => [join(root, page.file), page]));
  /** @param {PageEvent} event */
  const pageOf = (event) => {
    if (event.url === "index.html") return byFile.get(join(root, "README.md"));
    const { model } = event;
    return event.isReflectionEvent() && model !== undefined ? byFile.get(event.project.files.getReflectionPath(event.model) ?? "") : undefined;
  };
  renderer.hooks.on("content.begin", (context) => {
    const page = pageOf(context.page);
    const twin = page?.twin === undefined ? undefined : urlOf(context, page.twin);
    if (page === undefined || twin === undefined) return JSX.createElement(JSX.Fragment, null);
    const other = page.language === "en" ? "zh-CN" : "en";
    const here = JSX.createElement("span", { "aria-current": "true" }, NAMES[page.language]);
    const there = JSX.createElement("a", { href: twin, hreflang: other, lang: other }, NAMES[other]);
    return JSX.createElement("nav", { class: "languages", "aria-label": "Language" }, ...(page.language === "en" ? [here, there] : [there, here]));
  });
  renderer.on(PageEvent.END, (event) => {
    const page = pageOf(event);
    if (event.contents === undefined || page === undefined) return;
    // A document's breadcrumbs lead to itself alone.
    const contents = event.contents.replace(' lang="en"', ` lang="${page.language}"`).replace(/<ul class="tsd-breadcrumb".*?<\/ul>/s, "");
    event.contents = page.language === "zh-CN" ? inChinese(contents) : contents;
  });
}

/**
 * @param {DefaultThemeRenderContext} context
 * @param {string} file
 */
function urlOf(context, file) {
  const { project } = context.page;
  if (file === "README.md") return context.relativeURL("index.html");
  const { target } = project.files.registerAbsolute(/** @type {NormalizedPath} */ (join(root, file)));
  const page = project.files.resolve(target, project);
  return typeof page === "object" ? context.urlTo(page) : undefined;
}
