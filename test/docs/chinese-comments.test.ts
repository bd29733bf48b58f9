import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "./examples.js";

const documents = readdirSync(join(ROOT, "docs")).filter((name) => name.endsWith(".zh-CN.md")).map((name) => `docs/${name}`);
const packages = readdirSync(join(ROOT, "packages")).map((name) => `packages/${name}/README.zh-CN.md`);
const chinese = ["README.zh-CN.md", "CONTRIBUTING.zh-CN.md", "examples/protocol-tests/README.zh-CN.md", ...packages, ...documents];

const COMMENTS = new Map(Object.entries({ ts: /(?:^|\s)\/\/ +(.*)$/, js: /(?:^|\s)\/\/ +(.*)$/, sh: /(?:^|\s)# +(.*)$/, lua: /(?:^|\s)-- *(.*)$/ }));

/** Comments of a page's code that say something in English; values, and what is printed, are none. */
function englishComments(text: string): string[] {
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, language = "", code = ""]) =>
    code.split("\n").flatMap((line) => {
      const [, comment = ""] = COMMENTS.get(language)?.exec(line) ?? [];
      const words = comment.match(/(?<![\w.])[A-Za-z]?[a-z']+(?![\w(.])/g) ?? [];
      return words.length >= 3 && !/\p{Script=Han}/u.test(comment) && !/^(prints |["'`[{])|"\],$/.test(comment) ? [comment] : [];
    }),
  );
}

it.each(chinese)("the comments of %s are in Chinese", (file) => {
  expect(englishComments(readFileSync(join(ROOT, file), "utf8"))).toEqual([]);
});

it("comments in English are found", () => {
  expect(englishComments('```ts\na(); // waits for the network\nb(); // 等待\nc(); // "one two three"\nd(); // prints "one two three"\n```\n```sh\nls # all of them\n```\n')).toEqual(["waits for the network", "all of them"]);
});
