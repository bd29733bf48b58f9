import { formatEndpoint } from "@luat/contract";
import { describe, expect, it } from "vitest";

describe("formatEndpoint", () => {
  it.each([
    [{ host: "10.0.0.1", port: 80 }, "10.0.0.1:80"],
    [{ host: "example.test", port: 1883 }, "example.test:1883"],
    [{ host: "::1", port: 0 }, "[::1]:0"],
  ])("writes %j as %s", (endpoint, text) => {
    expect(formatEndpoint(endpoint)).toBe(text);
  });
});
