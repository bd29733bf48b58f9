import { describeAdapter } from "@luat/contract/conformance";
import { networkInterfaces } from "node:os";
import { describe, it } from "vitest";
import { localNames, NodeRig } from "./node-rig.js";

const names = await localNames();
const hasIPv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === "::1"));
const other = hasIPv6 ? "::1" : "127.0.0.1";

await describeAdapter("Node's card over 127.0.0.1", () => new NodeRig("127.0.0.1", names), { describe, it });
await describeAdapter(`Node's card over ${other}, full after one byte`, () => new NodeRig(other, names, { highWater: 1 }), { describe, it });
