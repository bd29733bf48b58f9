import { expect, it } from "vitest";
import { readHostName } from "../../../src/gateway/policy/host-name.js";

it.each([
  ["Broker.TEST", "broker.test"],
  ["broker.test.", "broker.test"],
  ["localhost", "localhost"],
  ["_mqtt._tcp.example.test", "_mqtt._tcp.example.test"],
  ["1and1.test", "1and1.test"],
  ["例子.测试", "xn--fsqu00a.xn--0zwm56d"],
  ["ｂroker.test", "broker.test"],
])("%s is the name %s", (text, name) => {
  expect(readHostName(text)).toBe(name);
});

it.each([
  ...["", ".", "..", "a..b", ".a", "-a.test", "a-.test", "a b", "a/b", "a@b", "a:1", "[a]", "*.a", "a\0.test", "a%2eb"],
  ...["127.1", "0x7f.1", "0x7f000001", "2130706433", "017700000001", "127.0.0.1", "1.2.3.4.", "a.1", "a.0x", "１２７.１", "１２７.0.0.1"],
  `${"a".repeat(64)}.test`,
  `${"a.".repeat(127)}test`,
])("%j is no name", (text) => {
  expect(readHostName(text)).toBeUndefined();
});
