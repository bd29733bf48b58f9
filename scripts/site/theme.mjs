import { relative } from "node:path";
import { DefaultTheme, StructureRouter } from "typedoc";
import { root } from "../workspace.mjs";
import { githubSlug } from "./github-slug.mjs";
import { placeOf, urlOfFile } from "./pages.mjs";

/** @import { DocumentReflection, NavigationElement, ProjectReflection, Reflection } from "typedoc" */

/** Places documents by their files, and everything else by its names. */
export class SiteRouter extends StructureRouter {
  /**
   * @override
   * @param {Reflection} reflection
   */
  getIdealBaseName(reflection) {
    return reflection.isDocument() ? urlOfFile(fileOf(reflection)) : super.getIdealBaseName(reflection).replace(/^_luat(?=\/)/, "api");
  }

  /**
   * @override
   * @param {ProjectReflection} project
   */
  buildPages(project) {
    const pages = super.buildPages(project);
    // Documents link to headings as GitHub names them.
    for (const slugger of this.sluggers.values()) Object.assign(slugger, { serialize: githubSlug });
    return pages;
  }
}

/** @param {DocumentReflection} document */
function fileOf(document) {
  return relative(root, document.project.files.getReflectionPath(document) ?? "");
}

/**
 * Sorts the menu: guides in the order of the pages, packages with their entries, and the rest, each in both languages. The
 * style sheet shows those of one language.
 */
export class SiteTheme extends DefaultTheme {
  /**
   * @override
   * @param {ProjectReflection} project
   * @returns {NavigationElement[]}
   */
  buildNavigation(project) {
    const elements = new Map(super.buildNavigation(project).map((element) => [element.path ?? "", element]));
    const documents = (project.documents ?? []).flatMap((document) => {
      const element = elements.get(this.router.getFullUrl(document));
      return element === undefined ? [] : [{ file: fileOf(document), element }];
    });
    // Typedoc has sorted them by their names.
    documents.sort((a, b) => placeOf(a.file) - placeOf(b.file));
    const modules = (project.children ?? []).map((module) => ({ name: module.name, element: elements.get(this.router.getFullUrl(module)) }));
    /** @param {RegExp} pattern */
    const among = (pattern) => documents.filter(({ file }) => pattern.test(file)).map(({ element }) => element);
    /** @param {RegExp} pattern */
    const packages = (pattern) =>
      among(pattern).map((element) => {
        const entries = modules.flatMap(({ name, element: entry }) => (entry !== undefined && (name === element.text || name.startsWith(`${element.text}/`)) ? [entry] : []));
        return { ...element, children: entries };
      });
    return [
      { text: "Guides", class: "in-en", children: among(/^docs\/(?!.*\.zh-CN\.md$)/) },
      { text: "Packages", class: "in-en", children: packages(/^packages\/\w+\/README\.md$/) },
      { text: "More", class: "in-en", children: among(/^(?!docs\/|packages\/|.*\.zh-CN\.md$).*\.md$/) },
      { text: "Sources", class: "in-en", children: among(/\.(?!md$)\w+$/) },
      { text: "指南", class: "in-zh-CN", children: [...among(/^README\.zh-CN\.md$/), ...among(/^docs\/.*\.zh-CN\.md$/)] },
      { text: "软件包", class: "in-zh-CN", children: packages(/^packages\/\w+\/README\.zh-CN\.md$/) },
      { text: "更多", class: "in-zh-CN", children: among(/^(?!docs\/|packages\/|README).*\.zh-CN\.md$/) },
      { text: "源代码", class: "in-zh-CN", children: among(/\.(?!md$)\w+$/) },
    ];
  }
}
