import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./examples.js";

const inBoth = (name: string): string[] => [`${name}.md`, `${name}.zh-CN.md`];
const GUIDES = readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" }).map((name) => `docs/${name}`);

/** The pages that are published with the packages. */
export const PACKAGE_PAGES: readonly string[] = readdirSync(join(ROOT, "packages")).flatMap((name) => inBoth(`packages/${name}/README`));

/** All pages for users, in both languages. */
export const PAGES: readonly string[] = [...["README", "CONTRIBUTING", "examples/protocol-tests/README"].flatMap(inBoth), ...PACKAGE_PAGES, ...GUIDES.filter((name) => name.endsWith(".md"))];

/** Those of them that are in Chinese. */
export const CHINESE_PAGES: readonly string[] = PAGES.filter((name) => name.endsWith(".zh-CN.md"));
