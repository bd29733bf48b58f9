import { createAuthority } from "@luat/adapters/certs";
import { MockNet } from "@luat/adapters/mock";
import { nodeAdapter } from "@luat/adapters/node";
import type { Adapter } from "@luat/contract";
import { createDevice } from "@luat/libnet";
import { describe, expect, it } from "vitest";

const HOST = "127.0.0.1";

/** What sslLog writes of two connections, one to a server that is believed and one to a stranger; values of the moment are letters. */
async function logged(host: string, now: number, client: Adapter, server: Adapter): Promise<string[]> {
  const authority = createAuthority({ now, keyType: "ec" });
  const stranger = createAuthority({ now, keyType: "ec", name: "Stranger" });
  const lines: string[] = [];
  const there = createDevice({ adapters: { ETH0: server } });
  const here = createDevice({ adapters: { ETH0: client }, log: { write: (_level, _tag, parts) => void lines.push(parts.join(" ")) } });
  const { socket, libnet, sys } = here;
  socket.sslLog(3);
  for (const issuer of [authority, stranger]) {
    const { local } = await there.listen({ port: 0, host, tls: issuer.issue({ names: [host] }) });
    const done = new Promise<unknown>((resolve) => {
      sys.taskInitEx(async () => {
        const netc = socket.create(null, "TLS");
        socket.config(netc, null, false, true, null, null, null, authority.cert);
        resolve(await libnet.connect("TLS", 5_000, netc, host, local.port));
        socket.close(netc);
        socket.release(netc);
      }, "TLS");
    });
    expect(await done).toBe(issuer === authority);
    lines.forEach((line, n) => (lines[n] = line.replaceAll(String(local.port), "PORT").replaceAll(host, "HOST")));
  }
  await here.stop();
  await there.stop();
  return lines.map((line) =>
    line
      .replace(/TLSv1\.2, (TLS_\w+|a cipher that is not told)/, "TLSv1.2, CIPHER")
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, "TIME")
      .replace(/because: .*/, "because: WHY")
      .replace(/ \([A-Z_]+\)(?=,|$)/, ""),
  );
}

const NEEDED = "at most TLSv1.2, no application protocols, certificate of the peer verified with server_cert, no client_cert";
const LINES = [
  `ctrl#1 handshake with HOST:PORT: no server name, ${NEEDED}`,
  "ctrl#1 TLSv1.2, CIPHER, certificate of the peer verified",
  `ctrl#1 certificate 1 of the peer: CN=HOST, issued by CN=Test authority, valid from TIME to TIME, EC P-256`,
  `ctrl#2 handshake with HOST:PORT: no server name, ${NEEDED}`,
  "ctrl#2 failed: TLS failure: the peer's certificate leads to no known authority, it is issued by CN=Stranger",
  "ctrl#2 because: WHY",
  `ctrl#2 certificate 1 of the peer: CN=HOST, issued by CN=Stranger, valid from TIME to TIME, EC P-256`,
];

describe("socket.sslLog", () => {
  it("says the same of handshakes on Node's card", async () => {
    expect(await logged(HOST, Date.now(), nodeAdapter({ localAddress: HOST }), nodeAdapter({ localAddress: HOST }))).toEqual(LINES);
  });

  it("and on the mock network", async () => {
    const net = new MockNet();
    expect(await net.clock.run(() => logged("10.0.0.1", net.clock.wall(), net.host("10.0.0.2"), net.host("10.0.0.1")))).toEqual(LINES);
  });
});
