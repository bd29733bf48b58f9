import { DirectCard, type WebSocketClass } from "@luat/adapters/websocket";
import { describeAdapter, type Rig } from "@luat/contract/conformance";
import { afterAll, describe, it } from "vitest";
import { NodeRig } from "../node/node-rig.js";
import { Bridge } from "./bridge.js";
import { PlainWebSocket } from "./plain-web-socket.js";

const bridge = await Bridge.start();
afterAll(() => bridge.stop());

/** What a byte takes longer through the bridge than past it. */
const ROUNDS = 3;

function makeRig(WebSocket?: WebSocketClass): Rig {
  const node = new NodeRig("127.0.0.1");
  return {
    adapter: new DirectCard({ url: (to) => bridge.url(to), WebSocket }),
    peer: node.peer,
    host: node.host,
    selfHost: node.host,
    closedPort: () => node.closedPort(),
    until: (done, what) => node.until(done, what),
    idle: async () => {
      for (let n = 0; n < ROUNDS; n++) await node.idle();
    },
    dispose: () => node.dispose(),
  };
}

await describeAdapter("WebSockets to a bridge", () => makeRig(), { describe, it });
await describeAdapter("WebSockets like those of browsers to a bridge", () => makeRig(PlainWebSocket), { describe, it });
