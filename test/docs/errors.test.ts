import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as air from "@luat/air";
import * as certs from "@luat/adapters/certs";
import * as gateway from "@luat/adapters/gateway";
import * as node from "@luat/adapters/node";
import * as websocket from "@luat/adapters/websocket";
import * as cli from "@luat/cli";
import type { TlsReason } from "@luat/contract";
import * as contract from "@luat/contract";
import * as conformance from "@luat/contract/conformance";
import * as mock from "@luat/adapters/mock";
import * as tape from "@luat/adapters/tape";
import * as corelib from "@luat/corelib";
import * as libnet from "@luat/libnet";
import { LuatError, type AnswerFlaw, type ErrorCode, type IncompleteError } from "@luat/libnet";
import * as frames from "@luat/libnet/frames";
import * as longConnection from "@luat/libnet/long-connection";
import * as proxies from "@luat/libnet/proxies";
import * as diagnostics from "@luat/libnet/diagnostics";
import * as parts from "@luat/libnet/parts";
import * as requests from "@luat/libnet/requests";
import * as servers from "@luat/libnet/servers";
import * as streams from "@luat/libnet/streams";
import { socket } from "@luat/socket";
import { describe, expect, it } from "vitest";
import { nodeFault } from "../../packages/adapters/src/node/node-fault.js";
import { ROOT } from "./examples.js";

// Not to be left incomplete: the compiler wants each of them.
const CODES: Readonly<Record<ErrorCode, true>> = {
  ...({ refused: true, reset: true, timeout: true, unreachable: true, "in-use": true, address: true, name: true, tls: true } as const),
  ...({ link: true, forbidden: true, unsupported: true, limit: true, size: true, broken: true } as const),
  ...({ closed: true, stopped: true, answer: true, frame: true, incomplete: true } as const),
};
const TLS_REASONS: Readonly<Record<TlsReason, true>> = {
  ...({ ca: true, crl: true, certificate: true, key: true, password: true, mismatch: true, psk: true } as const),
  ...({ untrusted: true, expired: true, "not-yet-valid": true, revoked: true, name: true } as const),
  ...({ "client-certificate": true, "no-certificate": true, refused: true, protocol: true } as const),
};
const FLAWS: Readonly<Record<string, Readonly<Record<string, true>>>> = {
  AnswerError: { short: true, mode: true, origin: true, kiss: true, unsynchronised: true, zero: true } satisfies Record<AnswerFlaw, true>,
  IncompleteError: { cut: true, "too-large": true } satisfies Record<IncompleteError["flaw"], true>,
  FrameError: { "too-large": true, malformed: true, cut: true } satisfies Record<frames.FrameFlaw, true>,
  SendError: { full: true, "too-large": true, dropped: true, offline: true, saved: true, unsaved: true, unknown: true } satisfies Record<longConnection.SendErrorReason, true>,
};

/** Exported classes of errors, by their names. */
function errorsOf(...modules: object[]): string[] {
  const exported = modules.flatMap((module) => Object.entries(module) as Array<[string, unknown]>);
  return exported.flatMap(([name, value]) => (typeof value === "function" && value.prototype instanceof Error ? [name] : []));
}

const LUAT_ERRORS = errorsOf(libnet, frames, longConnection, requests, servers, streams, proxies, diagnostics, parts, air);
const OTHER_ERRORS = errorsOf(corelib, contract, mock, tape, conformance, certs, gateway, node, websocket, cli);

describe.each(["errors.md", "errors.zh-CN.md"])("docs/%s", (file) => {
  const text = readFileSync(join(ROOT, "docs", file), "utf8");
  /** The rows of each table: for each cell what is in code there, and all of it. */
  const tables = text
    .split(/\n(?!\|)/)
    .map((part) => part.split("\n").filter((line) => line.startsWith("| ")))
    .filter((rows) => rows.length > 0)
    .map((rows) => rows.slice(1).map((row) => row.split("|").slice(1, -1).map((cell) => ({ text: cell.trim(), code: [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code) }))));
  const [, classes = [], codes = [], tls = [], others = [], faithful = []] = tables;
  const column = (table: typeof classes, n: number): string[] => table.flatMap((cells) => cells[n]?.code ?? []);

  it("has each class once, and no other", () => {
    expect(column(classes, 0).filter((name) => !name.startsWith("@")).sort()).toEqual([...LUAT_ERRORS].sort());
  });

  it("has the flaws and reasons of each class", () => {
    for (const [name, flaws] of Object.entries(FLAWS)) {
      const [row] = classes.filter((cells) => cells[0]?.code.includes(name));
      expect(row?.[3]?.code).toEqual(expect.arrayContaining(Object.keys(flaws)));
    }
  });

  it("has each code once, with its number of LuatOS", () => {
    expect(column(codes, 0).sort()).toEqual(Object.keys(CODES).sort());
    for (const cells of codes) {
      const code = cells[0]?.code[0] as ErrorCode;
      const { number } = new LuatError(code, "", { op: "test" });
      expect([code, cells[1]?.text]).toEqual([code, number === undefined ? "" : String(number)]);
    }
  });

  it("says the same of classes and codes in both tables", () => {
    const pairs = codes.flatMap((cells) => (cells[2]?.code ?? []).map((name) => `${name} ${cells[0]?.code[0]}`));
    for (const cells of classes) {
      const [name = ""] = cells[0]?.code ?? [];
      for (const code of cells[2]?.code ?? []) expect(pairs).toContain(`${name} ${code}`);
    }
    for (const pair of pairs.filter((one) => !one.startsWith("BrokenError"))) {
      const [name, code] = pair.split(" ");
      const [row] = classes.filter((cells) => cells[0]?.code[0] === name);
      expect(row?.[2]?.code).toContain(code);
    }
  });

  it("names the system's codes as the card of Node takes them", () => {
    const errnos = codes.flatMap((cells) => (cells[4]?.code ?? []).map((errno) => [errno, cells[0]?.code[0]] as const));
    expect(errnos.length).toBeGreaterThan(15);
    for (const [errno, code] of errnos) expect([errno, nodeFault(Object.assign(new Error(), { code: errno })).reason]).toEqual([errno, code]);
  });

  it("has each reason of a TlsError once", () => {
    expect(column(tls, 1).sort()).toEqual(Object.keys(TLS_REASONS).sort());
  });

  it("has the classes of other packages", () => {
    expect(column(others, 0)).toEqual(expect.arrayContaining(OTHER_ERRORS));
  });

  it("has each function of socket and libnet", () => {
    const safe = text.split("\n").find((line) => line.includes("`libnet.version`")) ?? "";
    const named = [...column(faithful, 0), ...[...safe.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name)];
    const there = Object.entries({ socket, libnet: libnet.libnet }).flatMap(([owner, table]) => Object.entries(table).flatMap(([name, value]) => (typeof value === "function" ? [`${owner}.${name}`] : [])));
    expect([...new Set(named)].sort()).toEqual(there.sort());
  });

  it("says something in each cell about what to do", () => {
    expect([...codes, ...classes.slice(0, -1)].filter((cells) => cells.at(-1)?.text === "")).toEqual([]);
  });
});
