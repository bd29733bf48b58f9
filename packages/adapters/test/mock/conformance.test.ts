import { describeAdapter } from "@luat/contract/conformance";
import { describe, it } from "vitest";
import { MockRig } from "./mock-rig.js";

await describeAdapter("the laws on a mock network", () => new MockRig(), { describe, it });
await describeAdapter("the laws with latency", () => new MockRig({ latency: 25, resolveDelay: 80 }, {}, "10.0.0.255"), { describe, it });
await describeAdapter("the laws with tiny windows", () => new MockRig({}, { window: 1000, highWater: 1 }), { describe, it });
await describeAdapter("the laws on a card that dials names", () => new MockRig({}, { names: "opaque" }), { describe, it });
