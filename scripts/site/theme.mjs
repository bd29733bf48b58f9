import { relative } from "node:path";
import { DefaultTheme, StructureRouter } from "typedoc";
import { root } from "../workspace.mjs";
import { githubSlug } from "./github-slug.mjs";
import { urlOfFile } from "./pages.mjs";

/** @import { DocumentReflection, NavigationElement, ProjectReflection, Reflection } from "typedoc" */

/** The guides that newcomers read first. */
const FIRST = /^docs\/(start|porting)\./;

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

/** Sorts the menu: guides in both languages, packages with their entries, and the rest. */
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
    /** @param {RegExp} pattern */
    const among = (pattern) => {
      const chosen = documents.filter(({ file }) => pattern.test(file));
      return [...chosen.filter(({ file }) => FIRST.test(file)), ...chosen.filter(({ file }) => !FIRST.test(file))].map(({ element }) => element);
    };
    const modules = (project.children ?? []).map((module) => ({ name: module.name, element: elements.get(this.router.getFullUrl(module)) }));
    const packages = documents.filter(({ file }) => /^packages\/\w+\/README\.md$/.test(file)).map(({ element }) => {
      const entries = modules.flatMap(({ name, element: entry }) => (entry !== undefined && (name === element.text || name.startsWith(`${element.text}/`)) ? [entry] : []));
      return { ...element, children: entries };
    });
    return [
      { text: "Guides", children: among(/^docs\/(?!.*\.zh-CN\.md$)/) },
      { text: "指南", children: [...among(/^README\.zh-CN\.md$/), ...among(/^docs\/.*\.zh-CN\.md$/), ...among(/^packages\/\w+\/README\.zh-CN\.md$/)] },
      { text: "Packages", children: packages },
      { text: "More", children: among(/^(?!docs\/|packages\/|README).*\.md$/) },
      { text: "Sources", children: among(/\.(?!md$)\w+$/) },
    ];
  }
}
