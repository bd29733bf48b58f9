import { expect, it } from "vitest";
import { environmentLanguage } from "../src/language.js";

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
