import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Connection, ServerTlsOptions } from "@luat/libnet";
import { ca, identity, known, stranger } from "../certificates.js";
import { airWorld, SERVER, text, type AirWorld } from "../world.js";
import { noted } from "./messages.js";

let world: AirWorld;
let notes: string[];
let clients: Connection[];

beforeEach(() => {
  world = airWorld();
  notes = noted(world);
  clients = [];
  for (const name of ["server.test", "other.test"]) world.mock.name(name, [SERVER]);
});
afterEach(() => world.stop());

async function serve(tls: Partial<ServerTlsOptions> = {}): Promise<void> {
  const { cert, key } = identity;
  const server = await world.run(() => world.server.listen({ port: 443, tls: { cert, key, ...tls } }));
  void (async () => {
    for await (const client of server) clients.push(client);
  })();
}

/** What becomes of a connect. */
async function connected(host: string, ...rest: [cert?: object, recvBufferLen?: number, insist?: number, local_port?: number, hostNameFlag?: number]): Promise<string | undefined> {
  const id = world.socketcore.sock_conn(2, host, 443, ...rest);
  expect(id).toBe(0);
  await world.advance(1_000);
  world.socketcore.sock_close(0);
  await world.advance(6_000);
  world.socketcore.sock_destroy(0);
  return notes.splice(0)[0];
}

describe("sock_conn with SSL", () => {
  it("verifies nothing without a caCert", async () => {
    await serve();
    expect(await connected("other.test")).toBe("CONN_CNF 0 result 0");
    expect(await connected("other.test", {}, 0, 0)).toBe("CONN_CNF 0 result 0");
    expect(world.lines).toEqual(['warn socketcore sock_conn: insist is 0, but the certificate of "other.test" is not verified, as there is no caCert']);
  });

  it("warns of fields of the certificates that do nothing", async () => {
    await serve();
    expect(await connected("other.test", { ca })).toBe("CONN_CNF 0 result 0");
    expect(world.lines).toEqual(["warn socketcore sock_conn: cert.ca does nothing; the fields are hostName, caCert, clientCert, clientKey"]);
  });

  it("with insist 0 connects to a server that the caCert knows by that name, and to no other", async () => {
    await serve();
    expect(await connected("server.test", { caCert: ca }, 0, 0)).toBe("CONN_CNF 0 result 0");
    expect(await connected("other.test", { caCert: ca }, 0, 0)).toBe("CONN_CNF 0 result 1");
    expect(await connected("other.test", { caCert: ca, hostName: "server.test" }, 0, 0)).toBe("CONN_CNF 0 result 0");
    expect(await connected("server.test", { caCert: stranger }, 0, 0)).toBe("CONN_CNF 0 result 1");
    expect(world.lines.filter((line) => line.includes("no known authority"))).toHaveLength(1);
  });

  it("with insist 1, the default, connects though the certificate is not good, and warns", async () => {
    await serve();
    expect(await connected("server.test", { caCert: stranger })).toBe("CONN_CNF 0 result 0");
    expect(await connected("other.test", { caCert: ca }, 0, 1)).toBe("CONN_CNF 0 result 0");
    expect(world.lines.filter((line) => line.includes("is not verified although there is a caCert"))).toHaveLength(2);
  });

  it("shows the client's certificate to a server that wants one", async () => {
    await serve({ ca, clientCertificate: "require" });
    expect(await connected("server.test", { caCert: ca }, 0, 0)).toBe("CONN_CNF 0 result 1");
    expect(await connected("server.test", { caCert: ca, clientCert: known.cert, clientKey: known.key }, 0, 0)).toBe("CONN_CNF 0 result 0");
    expect(clients).toHaveLength(1);
  });

  it("sends and receives, and announces the name where hostNameFlag or the check of the certificate wants it", async () => {
    await serve();
    const names: unknown[] = [];
    const dial = world.card.dial.bind(world.card);
    world.card.dial = (to, options, sink) => {
      names.push(options.secure?.name);
      return dial(to, options, sink);
    };
    await connected("server.test");
    await connected("server.test", {}, 0, 1, 0, 1);
    await connected("server.test", { hostName: "other.test" }, 0, 1, 0, 1);
    await connected("server.test", { caCert: ca }, 0, 0);
    expect(names).toEqual([undefined, "server.test", "other.test", "server.test"]);
    const { socketcore } = world;
    socketcore.sock_conn(2, SERVER, 443);
    await world.advance(10);
    socketcore.sock_send(0, "ping");
    await world.advance(10);
    expect(text(await world.run(async () => clients.at(-1)?.rx()))).toBe("ping");
    await world.run(async () => clients.at(-1)?.tx("pong"));
    await world.advance(10);
    expect(notes).toEqual(["CONN_CNF 0 result 0", "SEND_CNF 0 result 0 length 4", "RECV_IND 0 result 0 length 4"]);
    expect(text(socketcore.sock_recv(0, 4))).toBe("pong");
  });
});
