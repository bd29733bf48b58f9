import type { Connection, Device } from "@luat/libnet";
import { httpConnect } from "@luat/libnet/proxies";
import { accepted, LASTING, pattern, readExactly, type Scripts, type World } from "./world.js";

const BYTES = pattern(100_000);
const CONNECTED = "HTTP/1.1 200 Connection established\r\n\r\n";

/** What comes after a proxy was asked. */
type Next = (client: Connection, target: string) => Promise<unknown>;

/** Opens a proxy for one client; it says that it has connected, with `more` in the same packet. */
async function proxy({ outside, there }: World, next: Next, more = ""): Promise<{ readonly port: number; readonly done: Promise<unknown> }> {
  const server = await outside.listen({ port: 0, host: there });
  const done = accepted(server).then(async (client) => {
    const asked = new TextDecoder().decode(await client.rxUntil("\r\n\r\n"));
    await client.tx(`${CONNECTED}${more}`);
    await next(client, asked.split(" ")[1] ?? "");
    await server.close();
  });
  return { port: server.local.port, done };
}

/** Goes on to a server of the outside, and passes all on. */
function relay(device: Device, host: string, port: number): Next {
  return async (client) => {
    const other = await device.connect({ host, port });
    await Promise.all([pass(client, other), pass(other, client)]);
  };
}

async function pass(from: Connection, to: Connection): Promise<void> {
  for await (const bytes of from) await to.tx(bytes);
  await to.finish();
}

/** TLS inside what a proxy has connected. */
export const TUNNEL_SCRIPTS: Scripts = {
  "a server behind a proxy": async (world, trace) => {
    const { device, outside, there, authority } = world;
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there, tls: { ...authority.issue({ names: ["server.test"], ...LASTING }), alpn: ["mqtt"] } });
    const port = trace.port("the server", server.local.port);
    const { port: proxyPort, done } = await proxy(world, relay(outside, there, port));
    const through = httpConnect({ host: there, port: trace.port("the proxy", proxyPort) });
    const serving = accepted(server);
    const connection = await device.connect({ host: "server.test", port, tls: { ca: authority.cert, alpn: ["mqtt"] }, through });
    const { protocol, verified, alpn } = connection.security ?? {};
    side.note("security", [protocol, verified, alpn]);
    const peer = await serving;
    const [got] = await Promise.all([readExactly(peer, BYTES.length), connection.tx(BYTES)]);
    side.note("all arrives", Buffer.compare(got, BYTES) === 0);
    await connection.finish();
    trace.side("outside").note("the end", await peer.rx());
    await peer.close();
    side.note("the end", await connection.rx());
    await connection.close();
    await done;
    await server.close();
  },
  "a server behind a proxy whose certificate is not good": async (world, trace) => {
    const { device, outside, there, authority, stranger } = world;
    const side = trace.side("device");
    const identities = {
      misnamed: authority.issue({ names: ["another.test"], ...LASTING }),
      strange: stranger.issue({ names: ["server.test"], ...LASTING }),
    };
    for (const [name, tls] of Object.entries(identities)) {
      const server = await outside.listen({ port: 0, host: there, tls });
      const port = trace.port(`the ${name} server`, server.local.port);
      const { port: proxyPort, done } = await proxy(world, relay(outside, there, port));
      const through = httpConnect({ host: there, port: trace.port(`the proxy of the ${name} server`, proxyPort) });
      await side.outcome(name, device.connect({ host: "server.test", port, tls: { ca: authority.cert }, through }));
      await done.catch(() => undefined);
      await server.close();
    }
  },
  "a proxy that does not lead to TLS": async (world, trace) => {
    const { device, there, authority, freePort } = world;
    const side = trace.side("device");
    const nobody = httpConnect({ host: there, port: trace.port("nobody", await freePort()) });
    await side.outcome("is not there", device.connect({ host: "server.test", port: 8883, tls: { ca: authority.cert }, through: nobody }));
    const cases: Readonly<Record<string, readonly [next: Next, more?: string]>> = {
      "says something else at once": [(client) => client.rx().catch(() => undefined), "220 mail.test ESMTP\r\n"],
      "ends at once": [(client) => client.close()],
      "ends in the middle of the handshake": [(client) => client.rx().then(() => client.finish())],
      "resets in the middle of the handshake": [(client) => client.rx().then(() => { client.abort(); })],
    };
    for (const [name, [next, more]] of Object.entries(cases)) {
      const { port, done } = await proxy(world, next, more);
      const through = httpConnect({ host: there, port: trace.port(`the proxy that ${name}`, port) });
      await side.outcome(name, device.connect({ host: "server.test", port: 8883, tls: { ca: authority.cert }, through }));
      await done;
    }
  },
};
