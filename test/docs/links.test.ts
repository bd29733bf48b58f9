import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "./examples.js";

const DOCUMENTS = ["README.md", "README.zh-CN.md", "CONTRIBUTING.md", "CONTRIBUTING.zh-CN.md", ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" }).map((name) => `docs/${name}`)].filter((name) => name.endsWith(".md"));

function proseOf(file: string): string {
  return readFileSync(join(ROOT, file), "utf8").replace(/^(```|~~~).*?^\1/gms, "");
}

/** What headings are called in links, as the sites that show documents make it. */
function anchorsOf(file: string): string[] {
  const headings = [...proseOf(file).matchAll(/^#{1,6} +(.*)$/gm)].map(([, heading = ""]) => heading);
  return headings.map((heading) => heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").trim().replaceAll(" ", "-"));
}

function brokenLinks(file: string, prose: string): string[] {
  const links = [...prose.matchAll(/\]\((?!\w+:)([^)\s]*)\)/g)].map(([, link = ""]) => link);
  return links.filter((link) => {
    const [path = "", anchor] = decodeURI(link).split("#");
    const target = path === "" ? file : normalize(join(dirname(file), path));
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && target.endsWith(".md") && !anchorsOf(target).includes(anchor);
  });
}

it.each(DOCUMENTS)("the links of %s lead somewhere", (file) => {
  expect(brokenLinks(file, proseOf(file))).toEqual([]);
});

it("links that lead nowhere are found", () => {
  expect(brokenLinks("docs/start.md", "[a](nowhere.md) [b](tls.md#nowhere) [c](#nowhere) [d](#faults) [e](https://example.com/x)")).toEqual(["nowhere.md", "tls.md#nowhere", "#nowhere"]);
});
