import { expect, it } from "vitest";
import { textView } from "../src/text-view.js";

it.each([
  ["", []],
  ["one", ["one"]],
  ["one\ntwo\n", ["one", "two"]],
  ["\n", [""]],
  ["a\\r\r", ["a\\\\r\\r"]],
  ["a\r\nb", ["a\\r", "b"]],
  ["\ttab \0 \u0007 \u001b[31mred", ["\\ttab \\0 \\u{7} \\e[31mred"]],
  ["ab\u202ecd\u009b", ["ab\\u{202e}cd\\u{9b}"]],
  ["grüße 你好 🙂", ["grüße 你好 🙂"]],
])("textView shows %j so that it cannot steer a terminal", (text, lines) => {
  expect(textView(text)).toEqual(lines);
});
