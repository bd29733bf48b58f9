// A plain proxy in Node: what comes from the client goes to the server, and back.
import net from "node:net";

/**
 * @param {number} target
 * @returns {Promise<number>} its port
 */
export function startProxy(target) {
  return new Promise((resolve) => {
    const server = net.createServer({ noDelay: true }, (client) => {
      const upstream = net.connect({ host: "127.0.0.1", port: target, noDelay: true });
      client.pipe(upstream).pipe(client);
      client.on("error", () => upstream.destroy());
      upstream.on("error", () => client.destroy());
    });
    server.listen(0, "127.0.0.1", () => resolve(/** @type {net.AddressInfo} */ (server.address()).port));
  });
}
