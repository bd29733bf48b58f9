import { describe, expect, it } from "vitest";
import { DEFAULT_SERVERS, Servers } from "../../src/sntp/servers.js";

function made(): { servers: Servers; told: string[]; all: () => string[] } {
  const told: string[] = [];
  const servers = new Servers((text) => told.push(text));
  return { servers, told, all: () => [0, 1, 2, 3].map((slot) => servers.at(slot)) };
}

describe("the servers of a device", () => {
  it("are LuatOS's own at first, and stay when nothing is given", () => {
    const { servers, all } = made();
    expect(all()).toEqual([...DEFAULT_SERVERS, ""]);
    for (const nothing of [undefined, null, true, {}, []]) expect(servers.take(nothing)).toBe(true);
    expect(all()).toEqual([...DEFAULT_SERVERS, ""]);
    expect(made().all()).toEqual(all());
  });

  it("have the first one replaced by a name, or a number", () => {
    const { servers, all } = made();
    expect([servers.take("a.test"), all()]).toEqual([true, ["a.test", ...DEFAULT_SERVERS.slice(1), ""]]);
    expect([servers.take(7), servers.at(0)]).toEqual([true, "7"]);
    expect([servers.take(""), servers.at(0)]).toEqual([true, ""]);
  });

  it("have as many replaced as an array has, of at most three, and those left that are absent", () => {
    const { servers, all } = made();
    expect(servers.take(["a.test", null, "c.test", "d.test"])).toBe(true);
    expect(all()).toEqual(["a.test", DEFAULT_SERVERS[1], "c.test", ""]);
    servers.take([undefined, 5, {}]);
    expect(all()).toEqual(["a.test", "5", "c.test", ""]);
  });

  it("take no name of more than 30 bytes, and tell", () => {
    const { servers, told, all } = made();
    const [fits, long, wide] = ["a".repeat(30), "a".repeat(31), "时".repeat(11)];
    expect(servers.take(long)).toBe(false);
    expect([servers.at(0), told]).toEqual([DEFAULT_SERVERS[0], [`"${long}" has 31 bytes; expected at most 30`]]);
    expect(servers.take([fits, wide, "c.test"])).toBe(true);
    expect([all(), told.length]).toEqual([[fits, DEFAULT_SERVERS[1], "c.test", ""], 2]);
  });
});
