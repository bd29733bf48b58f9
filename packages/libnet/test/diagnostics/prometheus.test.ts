import { describe, expect, it } from "vitest";
import { metrics } from "../../src/diagnostics/index.js";
import { SERVER, simulate } from "../simulated.js";

interface Family {
  help?: string;
  type?: string;
  readonly samples: Array<{ labels: Record<string, string>; value: number }>;
}

/** Reads the text format 0.0.4, strictly: each family's HELP and TYPE come before its samples, once. */
function parse(text: string): Map<string, Family> {
  const families = new Map<string, Family>();
  expect(text.endsWith("\n")).toBe(true);
  let last = "";
  for (const line of text.slice(0, -1).split("\n")) {
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line);
    if (comment !== null) {
      const [, word = "", name = "", rest = ""] = comment;
      const family = families.get(name) ?? { samples: [] };
      const key = word === "HELP" ? "help" : "type";
      if (family[key] !== undefined || family.samples.length > 0) throw new Error(`again: ${line}`);
      family[key] = rest;
      families.set(name, family);
      last = name;
      continue;
    }
    const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\d+)$/.exec(line);
    if (sample === null || sample[1] !== last) throw new Error(`no sample of ${last}: ${line}`);
    families.get(last)?.samples.push({ labels: parseLabels(sample[2] ?? ""), value: Number(sample[3]) });
  }
  return families;
}

function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/y;
  while (label.lastIndex < text.length) {
    const [, name = "", value = ""] = label.exec(text) ?? [];
    if (name === "" || name in labels) throw new Error(`bad labels: ${text}`);
    labels[name] = value.replace(/\\(.)/g, (_, char: string) => (char === "n" ? "\n" : char));
  }
  return labels;
}

describe("the text for Prometheus", () => {
  it("has every metric with help and type, and the numbers of the snapshot", async () => {
    const { client, run, pair } = simulate();
    const counters = metrics(client);
    const { here } = await pair();
    await run(async () => {
      await here.tx("hello");
      await expect(client.connect({ host: SERVER, port: 7 })).rejects.toThrow("refused");
      await expect(here.rx({ timeout: 10 })).rejects.toThrow("timed out");
    });
    here.abort();
    const families = parse(counters.toPrometheus());
    expect([...families].map(([name, { type }]) => `${name} ${type}`)).toEqual([
      "luat_connections_total counter",
      "luat_open_sockets gauge",
      "luat_failed_total counter",
      "luat_closed_connections_total counter",
      "luat_handshakes_total counter",
      "luat_received_bytes_total counter",
      "luat_sent_bytes_total counter",
      "luat_lost_datagrams_total counter",
      "luat_unserved_clients_total counter",
      "luat_timeouts_total counter",
    ]);
    expect([...families.values()].every(({ help = "" }) => help.length > 10)).toBe(true);
    const samples = (name: string) => families.get(name)?.samples;
    expect(samples("luat_connections_total")).toEqual([{ labels: { direction: "out" }, value: 1 }, { labels: { direction: "in" }, value: 0 }]);
    expect(samples("luat_failed_total")).toEqual([{ labels: { reason: "refused" }, value: 1 }]);
    expect(samples("luat_closed_connections_total")).toEqual([{ labels: { how: "local" }, value: 1 }]);
    expect(samples("luat_sent_bytes_total")).toEqual([{ labels: {}, value: 5 }]);
    expect(samples("luat_timeouts_total")).toEqual([{ labels: { op: "receive" }, value: 1 }]);
  });

  it("takes a prefix and labels, whose values may be anything", () => {
    const { client } = simulate();
    const device = 'meter "7"\nC:\\north';
    const families = parse(metrics(client).toPrometheus({ prefix: "plant", labels: { device, line: "2" } }));
    expect(families.get("plant_handshakes_total")?.samples).toEqual([{ labels: { device, line: "2" }, value: 0 }]);
    expect(families.get("plant_open_sockets")?.samples[0]).toEqual({ labels: { device, line: "2", kind: "connection" }, value: 0 });
  });

  it("refuses names that Prometheus would not take, and labels of its own", () => {
    const { toPrometheus } = metrics(simulate().client);
    expect(() => toPrometheus({ prefix: "7" })).toThrow(new TypeError('prefix is "7"; expected letters, digits, "_" and ":", no digit first'));
    expect(() => toPrometheus({ labels: { "a-b": "" } })).toThrow(new TypeError('labels has "a-b"; expected letters, digits and "_", no digit first'));
    expect(() => toPrometheus({ labels: { reason: "" } })).toThrow(new RangeError('labels has "reason"; expected none of direction, how, kind, op, reason, which the metrics have themselves'));
  });
});
