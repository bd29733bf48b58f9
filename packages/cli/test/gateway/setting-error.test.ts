import { expect, it } from "vitest";
import { gatewaySettingError, UsageError } from "../../src/index.js";

const ALLOW = { en: "--allow", zh: "--allow" };

it("what a gateway says of a setting is said in each language, by the name that the user knows", () => {
  const error = gatewaySettingError(new TypeError('allow has "x"; expected "tcp://host:ports", "tls://…", "udp://…" or "listen://…"'), { allow: ALLOW });
  expect(error).toBeInstanceOf(UsageError);
  expect([(error as UsageError).message, (error as UsageError).in("zh")]).toEqual([
    '--allow has "x"; expected "tcp://host:ports", "tls://…", "udp://…" or "listen://…"',
    '--allow 里有 "x"；应为 "tcp://主机:端口"、"tls://…"、"udp://…" 或 "listen://…"',
  ]);
});

it.each([new TypeError("card is undefined; expected a network card"), new RangeError("tokens is empty; expected at least one"), new Error("allow has gone"), "allow has gone"])("%s stays what it is", (error) => {
  expect(gatewaySettingError(error, { allow: ALLOW })).toBe(error);
});
