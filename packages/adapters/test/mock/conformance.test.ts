import { describeAdapter } from "@luat/contract/conformance";
import { describe, it } from "vitest";
import { latency, loss, slices, type Rule } from "../../src/mock/index.js";
import { MockRig } from "./mock-rig.js";

await describeAdapter("the laws on a mock network", () => new MockRig(), { describe, it });
await describeAdapter("the laws with latency", () => new MockRig({ latency: 25, resolveDelay: 80 }, {}, "10.0.0.255"), { describe, it });
await describeAdapter("the laws with tiny windows", () => new MockRig({}, { window: 1000, highWater: 1 }), { describe, it });
await describeAdapter("the laws on a card that dials names", () => new MockRig({}, { names: "opaque" }), { describe, it });
for (const profile of ["lwip", "host-os", "hardware"] as const) {
  await describeAdapter(`the laws on a card like ${profile}`, () => new MockRig({ latency: 5 }, { profile }), { describe, it });
}

// What is lost or overtaken of datagrams is so for real, and the laws about their number and order cannot hold then: they get latency alone.
// A reset is sent once: where it is lost, its peer is not told, and the laws say that it is.
const sparingResets = (rule: Rule): Rule => (packet, random) => packet.kind === "reset" ? "pass" : rule(packet, random);
const rules = (rate: number, most: number): Rule[] => [
  sparingResets(loss({ rate, protocol: "tcp" })),
  latency({ ms: 10, protocol: "udp" }),
  latency({ ms: 10, jitter: 30, protocol: "tcp" }),
  slices({ most }),
];
await describeAdapter("the laws in gentle weather", () => new MockRig({ latency: 5 }, {}, undefined, rules(0.01, 100)), { describe, it });
await describeAdapter("the laws in gentle weather, with acknowledgements", () => new MockRig({ latency: 5 }, { profile: "lwip", highWater: 65_536 }, undefined, rules(0.03, 200)), { describe, it });
await describeAdapter("the laws in a storm", () => new MockRig({ latency: 5, seed: 2 }, {}, undefined, rules(0.15, 40)), { describe, it });
