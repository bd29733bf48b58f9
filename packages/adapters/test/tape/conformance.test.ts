import { parseTranscript, record } from "@luat/adapters/tape";
import { describeAdapter, type Rig } from "@luat/contract/conformance";
import { describe, it } from "vitest";
import { MockRig } from "../mock/mock-rig.js";

/** A mock network on which the card under test is recorded; what was written must be readable. */
function recordedRig(...args: ConstructorParameters<typeof MockRig>): Rig {
  const rig = new MockRig(...args);
  const lines: string[] = [];
  return {
    adapter: record(rig.adapter, { write: (line) => lines.push(line), clock: rig.net.clock }),
    peer: rig.peer,
    host: rig.host,
    selfHost: rig.selfHost,
    names: rig.names,
    tls: rig.tls,
    broadcast: rig.broadcast,
    ipv6: rig.ipv6,
    closedPort: () => rig.closedPort(),
    setLink: (up) => rig.setLink(up),
    silence: (port) => rig.silence(port),
    until: (done, what) => rig.until(done, what),
    idle: () => rig.idle(),
    dispose: async () => {
      parseTranscript(lines);
      await rig.dispose();
    },
  };
}

await describeAdapter("the laws on a recorded card", () => recordedRig({ latency: 25 }, { window: 1000, highWater: 1 }), { describe, it });
