import { DirectCard, type DirectCardOptions } from "@luat/adapters/websocket";
import { systemClock, type Clock } from "@luat/contract";
import { describeAdapter, type Rig } from "@luat/contract/conformance";
import { afterAll, describe, it } from "vitest";
import { NodeRig } from "../node/node-rig.js";
import { Bridge } from "./bridge.js";
import { idle } from "./idle.js";
import { PlainWebSocket } from "./plain-web-socket.js";

const bridge = await Bridge.start();
afterAll(() => bridge.stop());

/** What a byte takes longer through the bridge than past it. */
const ROUNDS = 3;

/** Looks after what was sent as often as it can, so that all of that has happened when the rig is idle. */
const hasty: Clock = { ...systemClock, after: (_ms, fn) => systemClock.after(0, fn) };

function makeRig(options?: Partial<DirectCardOptions>): Rig {
  const node = new NodeRig("127.0.0.1");
  return {
    adapter: new DirectCard({ url: (to) => bridge.url(to), ...options }),
    peer: node.peer,
    host: node.host,
    selfHost: node.host,
    closedPort: () => node.closedPort(),
    until: (done, what) => node.until(done, what),
    idle: () => idle(node, ROUNDS, () => bridge.moves),
    dispose: () => node.dispose(),
  };
}

await describeAdapter("WebSockets to a bridge", () => makeRig(), { describe, it });
await describeAdapter("WebSockets like those of browsers to a bridge", () => makeRig({ WebSocket: PlainWebSocket, clock: hasty }), { describe, it });
