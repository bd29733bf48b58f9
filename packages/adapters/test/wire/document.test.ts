import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  CLOSE_CODES,
  DATAGRAM_WINDOW,
  DATAGRAM_WINDOW_BYTES,
  GATEWAY_PROTOCOL,
  MAX_CONTROL,
  MAX_DATAGRAM_DATA,
  MAX_PAYLOAD,
  MAX_WINDOW,
  parseFromClient,
  parseFromGateway,
  readDatagram,
} from "../../src/wire/index.js";
import type { Field } from "../../src/wire/field.js";
import { CLIENT_MESSAGES, GATEWAY_MESSAGES } from "../../src/wire/messages.js";

/** Whether a value may be absent. */
function isOptional(field: Field<unknown>): boolean {
  try {
    return field.read(undefined, "") === undefined;
  } catch {
    return false;
  }
}

function signatures(messages: object): string[] {
  return Object.entries(messages).map(([type, fields]) => {
    const names = Object.entries(fields as Record<string, Field<unknown>>).map(([name, field]) => (isOptional(field) ? `${name}?` : name));
    return [type, ...names.sort()].join(" ");
  });
}

describe.each(["gateway-protocol.md", "gateway-protocol.zh-CN.md"])("%s", (name) => {
  const document = readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), "utf8");
  const lines = document.split("\n");
  const rows = lines.filter((line) => line.startsWith("| ")).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  const code = (cell = ""): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, inner = ""]) => inner);

  test("has every message with all of its fields, in the order of the code", () => {
    const seen = rows.filter((cells) => cells.length === 3 && /^`[a-z]+`$/.test(cells[0] ?? "") && cells[0] !== "`type`");
    expect(seen.map(([type, fields]) => [...code(type), ...code(fields).sort()].join(" "))).toEqual([...signatures(CLIENT_MESSAGES), ...signatures(GATEWAY_MESSAGES)]);
  });

  test("has the limits", () => {
    const values = rows.filter((cells) => cells.length === 2 && /^\d+$/.test(cells[1] ?? "")).map(([, value]) => Number(value));
    expect(values).toEqual([MAX_CONTROL, MAX_PAYLOAD, MAX_DATAGRAM_DATA, MAX_WINDOW, DATAGRAM_WINDOW, DATAGRAM_WINDOW_BYTES]);
  });

  test("has the close codes, and the subprotocol", () => {
    const codes = rows.flatMap((cells) => (cells.length === 3 && /^\d{4}$/.test(cells[0] ?? "") ? [Number(cells[0])] : []));
    expect(codes).toEqual(Object.values(CLOSE_CODES));
    expect(document).toContain(`\`${GATEWAY_PROTOCOL}\``);
  });

  test("has examples that are messages", () => {
    const said = lines.filter((line) => /^[→←] \{/.test(line));
    expect(said.length).toBeGreaterThan(12);
    for (const line of said) {
      const message = line.startsWith("→") ? parseFromClient(line.slice(2)) : parseFromGateway(line.slice(2));
      expect(message).toEqual(JSON.parse(line.slice(2)));
    }
  });

  test("has examples that are datagrams", () => {
    const datagrams = lines.filter((line) => line.endsWith("7b …")).map((line) => Uint8Array.from(line.slice(11, -2).split(" "), (pair) => Number.parseInt(pair, 16)));
    expect(datagrams).toHaveLength(2);
    for (const bytes of datagrams) expect(readDatagram(bytes, "client")).toMatchObject({ endpoint: { host: "192.0.2.53", port: 123 }, data: { length: 0 } });
  });
});
