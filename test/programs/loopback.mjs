// Both faces on Node's sockets: TCP, TLS, UDP, and the Lua way. Ends by itself when nothing is left open.
import { createAuthority } from "@luat/adapters/certs";
import { bind, connect, createDevice, listen } from "@luat/libnet";

const HOST = "127.0.0.1";
const TIMEOUT = { timeout: 10_000 };

/**
 * @param {string} what
 * @param {unknown} found
 * @param {unknown} expected
 */
function expect(what, found, expected) {
  if (found !== expected) throw new Error(`${what} is ${String(found)}; expected ${String(expected)}`);
}

/** @param {Uint8Array | undefined} bytes */
function text(bytes) {
  return new TextDecoder().decode(bytes);
}

/**
 * @param {import("@luat/libnet").Server} server
 * @param {import("@luat/libnet").ConnectOptions["tls"]} tls
 */
async function talk(server, tls) {
  const [client, accepted] = await Promise.all([connect({ host: HOST, port: server.local.port, ...(tls !== undefined && { tls }), ...TIMEOUT }), server.accept(TIMEOUT)]);
  if (accepted === undefined) throw new Error("nobody was accepted");
  await client.tx("hello");
  expect("what came", text(await accepted.rx(TIMEOUT)), "hello");
  await accepted.tx("welcome");
  expect("the answer", text(await client.rx(TIMEOUT)), "welcome");
  expect("whether the server is verified", client.security?.verified, tls === undefined ? undefined : true);
  // It waits for the other side to end as well.
  const closed = client.close();
  expect("what came at the end", await accepted.rx(TIMEOUT), undefined);
  await Promise.all([closed, accepted.close()]);
  await server.close();
}

await talk(await listen({ port: 0, host: HOST }), undefined);

const authority = createAuthority();
await talk(await listen({ port: 0, host: HOST, tls: authority.issue({ names: [HOST] }) }), { ca: authority.cert });

const [one, other] = await Promise.all([bind({ port: 0, host: HOST }), bind({ port: 0, host: HOST })]);
await one.tx("hello", other.local);
expect("the datagram", text((await other.rx(TIMEOUT))?.bytes), "hello");
await Promise.all([one.close(), other.close()]);

const server = await listen({ port: 0, host: HOST });
const echoing = server.accept(TIMEOUT).then(async (accepted) => {
  await accepted?.tx((await accepted.rx(TIMEOUT)) ?? "nothing");
  await accepted?.rx(TIMEOUT);
  await accepted?.close();
});
const device = createDevice();
const { sys, socket, libnet, zbuff } = device;
await new Promise((resolve, reject) => {
  sys.taskInitEx(async () => {
    try {
      const netc = socket.create(null, "CLIENT");
      socket.config(netc);
      expect("connect", await libnet.connect("CLIENT", 10_000, netc, HOST, server.local.port), true);
      expect("tx", (await libnet.tx("CLIENT", 10_000, netc, "hello"))[0], true);
      expect("wait", (await libnet.wait("CLIENT", 10_000, netc))[1], true);
      const buff = zbuff.create(64);
      socket.rx(netc, buff);
      expect("what came back", text(buff.query()), "hello");
      await libnet.close("CLIENT", 5_000, netc);
      socket.release(netc);
      resolve(undefined);
    } catch (error) {
      reject(error);
    }
  }, "CLIENT");
});
await echoing;
await server.close();
await device.stop();
console.log("ok");
