// The SDK's gateway over Node's card.
import { createServer } from "node:http";
import { Gateway } from "@luat/adapters/gateway";
import { nodeAdapter } from "@luat/adapters/node";

/**
 * @param {number} target
 * @returns {Promise<number>} its port
 */
export function startProxy(target) {
  const gateway = new Gateway({ card: nodeAdapter(), allow: [`tcp://127.0.0.1:${target}`] });
  const server = createServer();
  gateway.attach(server);
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(/** @type {import("node:net").AddressInfo} */ (server.address()).port));
  });
}
