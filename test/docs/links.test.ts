import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "./examples.js";
import { PACKAGE_PAGES, PAGES } from "./pages.js";

const CHINESE = ".zh-CN.md";

function proseOf(file: string): string {
  return readFileSync(join(ROOT, file), "utf8").replace(/^(```|~~~).*?^\1/gms, "");
}

/** What headings are called in links, as the sites that show documents make it. */
function anchorsOf(file: string): string[] {
  const headings = [...proseOf(file).matchAll(/^#{1,6} +(.*)$/gm)].map(([, heading = ""]) => heading);
  return headings.map((heading) => heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").trim().replaceAll(" ", "-"));
}

/** Where the links of a page lead to, and what they say. */
function linksOf(prose: string): Array<{ text: string; link: string }> {
  return [...prose.matchAll(/\[([^[\]]*)\]\((?!\w+:)([^)\s]*)\)/g)].map(([, text = "", link = ""]) => ({ text, link }));
}

function brokenLinks(file: string, prose: string): string[] {
  return linksOf(prose).map(({ link }) => link).filter((link) => {
    const [path = "", anchor] = decodeURI(link).split("#");
    const target = path === "" ? file : normalize(join(dirname(file), path));
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && target.endsWith(".md") && !anchorsOf(target).includes(anchor);
  });
}

it.each(PAGES)("the links of %s lead somewhere", (file) => {
  expect(brokenLinks(file, proseOf(file))).toEqual([]);
});

/** Links of a Chinese page to an English one, of which there is a Chinese one, too. */
function foreignLinks(file: string, prose: string): string[] {
  const links = linksOf(prose).filter(({ text }) => text !== "English").map(({ link }) => link);
  return links.filter((link) => {
    const [path = ""] = link.split("#");
    return path.endsWith(".md") && !path.endsWith(CHINESE) && existsSync(join(ROOT, dirname(file), path.replace(/\.md$/, CHINESE)));
  });
}

it.each(PAGES.filter((name) => name.endsWith(CHINESE)))("the links of %s lead to Chinese pages where there are any", (file) => {
  expect(foreignLinks(file, proseOf(file))).toEqual([]);
});

it("links to a page in another language are found", () => {
  expect(foreignLinks("docs/start.zh-CN.md", "[English](start.md) [a](tls.md#x) [b](tls.zh-CN.md) [c](../bench/README.md)")).toEqual(["tls.md#x"]);
});

// Where it is installed, there is nothing around a package but other packages.
it.each(PACKAGE_PAGES)("the links of %s stay among packages", (file) => {
  expect(linksOf(proseOf(file)).filter(({ link }) => !/^(#|README|\.\.\/\w+\/README)/.test(link))).toEqual([]);
});

it("links that lead nowhere are found", () => {
  expect(brokenLinks("docs/start.md", "[a](nowhere.md) [b](tls.md#nowhere) [c](#nowhere) [d](#faults) [e](https://example.com/x)")).toEqual(["nowhere.md", "tls.md#nowhere", "#nowhere"]);
});
