import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { checkTls } from "@luat/adapters/certs";
import { Gateway } from "@luat/adapters/gateway";
import { nodeAdapter } from "@luat/adapters/node";
import { GatewayCard } from "@luat/adapters/websocket";
import { describeAdapter, type Rig } from "@luat/contract/conformance";
import { afterAll, describe, it } from "vitest";
import { localNames, NodeRig } from "../node/node-rig.js";
import { idle } from "./idle.js";

const TOKEN = "the-token-of-this-test";
const names = await localNames();
const everywhere = ["127.0.0.0/8", "[::1]"].flatMap((host) => ["tcp", "tls", "udp", "listen"].map((protocol) => `${protocol}://${host}:*`));
const gateway = new Gateway({
  card: nodeAdapter(),
  allow: [...everywhere, "tcp://localhost:*", "tcp://nobody.invalid:*", "listen://*:*", "listen://203.0.113.7:*"],
  tokens: [TOKEN],
  limits: { upgradesPerSecond: 1_000_000, upgradeBurst: 1_000_000 },
});
const server = createServer();
gateway.attach(server, { path: "/gateway" });
server.listen(0, "127.0.0.1");
await once(server, "listening");
const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/gateway`;

afterAll(async () => {
  await gateway.stop({ deadline: 0 });
  server.close();
});

/** What a byte takes longer through the gateway than past it. */
const ROUNDS = 3;

function moved(): number {
  const { up, down } = gateway.status().bytes;
  return up + down;
}

function makeRig(): Rig {
  const node = new NodeRig("127.0.0.1");
  return {
    adapter: new GatewayCard({ url, token: TOKEN, tls: checkTls }),
    peer: node.peer,
    host: node.host,
    selfHost: node.host,
    tls: node.tls,
    names,
    ipv6: node.ipv6,
    closedPort: () => node.closedPort(),
    until: (done, what) => node.until(done, what),
    idle: () => idle(node, ROUNDS, moved),
    dispose: () => node.dispose(),
  };
}

await describeAdapter("the network of a gateway", makeRig, { describe, it });
