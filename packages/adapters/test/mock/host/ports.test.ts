import { describe, expect, it } from "vitest";
import { Ports } from "../../../src/mock/host/ports.js";

describe("ports", () => {
  it("are chosen one after the other from 50000 on, and around", () => {
    const ports = new Ports();
    expect([ports.take(0), ports.take(50_001), ports.take(0)]).toEqual([50_000, 50_001, 50_002]);
    ports.free(50_000);
    expect(ports.take(0)).toBe(50_003);
    for (let port = 50_004; port <= 65_535; port++) expect(ports.take(0)).toBe(port);
    expect(ports.take(0)).toBe(50_000);
    expect(ports.take(0)).toBe("limit");
  });

  it("that are wanted are in use until they are freed", () => {
    const ports = new Ports();
    expect([ports.take(80), ports.take(80)]).toEqual([80, "in-use"]);
    ports.free(80);
    expect(ports.take(80)).toBe(80);
  });
});
