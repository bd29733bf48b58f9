import { expect, it } from "vitest";
import { environmentLanguage, languageIn } from "../src/language.js";

it.each([
  [{}, "en"],
  [{ LANG: "de_DE.UTF-8" }, "en"],
  [{ LANG: "zh_CN.UTF-8" }, "zh"],
  [{ LANG: "zh_CN.UTF-8", LC_ALL: "C" }, "en"],
  [{ LANG: "C", LC_MESSAGES: "zh_TW" }, "zh"],
  [{ LANG: "zh_CN", LC_ALL: "" }, "zh"],
])("the environment %j speaks %s", (env, language) => {
  expect(environmentLanguage(env)).toBe(language);
});

it.each([
  [["--lang", "zh"], {}, "zh"],
  [["tcp://a:1", "--lang=zh", "--foo"], {}, "zh"],
  [["--lang", "zh", "--lang", "en"], { LANG: "zh_CN.UTF-8" }, "en"],
  [["--lang", "fr"], { LANG: "zh_CN.UTF-8" }, "zh"],
  [["--lang"], {}, "en"],
  [["--", "--lang", "zh"], {}, "en"],
  [["--data=--lang", "zh"], {}, "en"],
])("the command line %j in the environment %j speaks %s, whatever is wrong with it", (argv, env, language) => {
  expect(languageIn(argv, env)).toBe(language);
});
