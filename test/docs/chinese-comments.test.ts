import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "./examples.js";
import { CHINESE_PAGES } from "./pages.js";

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

it.each(CHINESE_PAGES)("the comments of %s are in Chinese", (file) => {
  expect(englishComments(readFileSync(join(ROOT, file), "utf8"))).toEqual([]);
});

it("comments in English are found", () => {
  expect(englishComments('```ts\na(); // waits for the network\nb(); // 等待\nc(); // "one two three"\nd(); // prints "one two three"\n```\n```sh\nls # all of them\n```\n')).toEqual(["waits for the network", "all of them"]);
});
