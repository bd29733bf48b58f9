import type { ServerTlsOptions, TlsOptions } from "@luat/libnet";
import { accepted, LASTING, pattern, readAll, readExactly, type Scripts, type World } from "./world.js";

/** When no certificate of {@link LASTING} was valid any more, or none yet. */
const LONG_AGO = { validFrom: Date.UTC(2018, 0, 1), validTo: Date.UTC(2019, 0, 1) };
const FAR_AHEAD = { validFrom: Date.UTC(2060, 0, 1), validTo: Date.UTC(2061, 0, 1) };

function serverIdentity({ authority, there }: World): ServerTlsOptions {
  return authority.issue({ names: ["server.test", there], ...LASTING });
}

/** TLS: handshakes, certificates, records, ends. */
export const TLS_SCRIPTS: Scripts = {
  "without a CA any certificate will do": async ({ device, outside, there, authority }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there, tls: authority.issue({ names: ["another.test"], ...LONG_AGO }) });
    const netc = socket.create(null, side.events(device));
    side.note("config", socket.config(netc, null, false, true));
    side.note("connect", socket.connect(netc, there, server.local.port));
    const peer = await accepted(server);
    await side.told("ON_LINE 0");
    side.note("tx", socket.tx(netc, "hello"));
    await side.told("TX_OK 0");
    await peer.tx((await peer.rx()) ?? "");
    await side.told("EVENT 0");
    side.note("read", socket.read(netc));
    side.note("discon", socket.discon(netc));
    await peer.close();
    await side.told("CLOSED 0");
  },
  "with a CA only its certificates will do": async ({ device, outside, there, authority, stranger }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const identities = {
      good: authority.issue({ names: ["server.test", there], ...LASTING }),
      expired: authority.issue({ names: [there], ...LONG_AGO }),
      "not yet valid": authority.issue({ names: [there], ...FAR_AHEAD }),
      misnamed: authority.issue({ names: ["another.test"], ...LASTING }),
      strange: stranger.issue({ names: [there], ...LASTING }),
    };
    for (const [name, tls] of Object.entries(identities)) {
      const server = await outside.listen({ port: 0, host: there, tls });
      const port = trace.port(`the ${name} server`, server.local.port);
      const netc = socket.create(null, side.events(device));
      side.note("config", socket.config(netc, null, false, true, null, null, null, authority.cert));
      side.note(name, socket.connect(netc, there, port));
      await side.told(name === "good" ? "ON_LINE 0" : "ON_LINE -1");
      socket.release(netc);
      const connection = await device.connect({ host: there, port, tls: { ca: authority.cert } }).catch((error: unknown) => error);
      side.note("the other face", connection instanceof Error ? connection : "on line");
      await server.close();
    }
  },
  "with certificates on both sides": async (world, trace) => {
    const { device, outside, there, authority, stranger } = world;
    const { socket } = device;
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there, tls: { ...serverIdentity(world), ca: authority.cert } });
    const port = trace.port("the server", server.local.port);
    const { cert, key } = authority.issue({ names: ["client.test"], passphrase: "secret", ...LASTING });
    const netc = socket.create(null, side.events(device));
    side.note("config, wrong password", socket.config(netc, null, false, true, null, null, null, authority.cert, cert, key, "wrong"));
    side.note("connect", socket.connect(netc, there, port));
    side.note("config", socket.config(netc, null, false, true, null, null, null, authority.cert, cert, key, "secret"));
    side.note("connect", socket.connect(netc, there, port));
    const peer = await accepted(server);
    await side.told("ON_LINE 0");
    trace.side("outside").note("verified", peer.security?.verified);
    socket.close(netc);
    await peer.close().catch(() => undefined);
    const { key: otherKey } = stranger.issue();
    await side.outcome("the key of another", device.connect({ host: there, port, tls: { ca: authority.cert, cert, key: otherKey } }));
    await side.outcome("no password", device.connect({ host: there, port, tls: { ca: authority.cert, cert, key } }));
  },
  "without the certificate that the server wants": async (world, trace) => {
    const { device, outside, there, authority, stranger } = world;
    const { socket } = device;
    const side = trace.side("device");
    const served = trace.side("outside");
    let told = (): void => undefined;
    // In TLS 1.3 the client is on line before the server has looked at its certificate; in 1.2 it is not.
    const tls = { ...serverIdentity(world), ca: authority.cert, maxVersion: "TLSv1.2" } as const;
    const server = await outside.listen({
      ...{ port: 0, host: there, tls },
      onRejected: (_from, error) => {
        served.note("rejected", (error as { tls?: unknown }).tls);
        told();
      },
    });
    const rejected = (): Promise<void> => new Promise((resolve) => (told = resolve));
    const port = trace.port("the server", server.local.port);
    const bare = socket.create(null, side.events(device));
    socket.config(bare, null, false, true, null, null, null, authority.cert);
    let waiting = rejected();
    side.note("connect", socket.connect(bare, there, port));
    await side.told("ON_LINE -1");
    await waiting;
    socket.release(bare);
    const strange = stranger.issue({ names: ["client.test"], ...LASTING });
    for (const own of [{}, strange]) {
      waiting = rejected();
      const error: unknown = await device.connect({ host: there, port, tls: { ca: authority.cert, ...own } }).catch((thrown: unknown) => thrown);
      side.note("connect", [(error as Error).name, (error as { tls?: unknown }).tls]);
      await waiting;
    }
    await server.close();
  },
  "against a server that speaks none, and a client that does not": async (world, trace) => {
    const { device, outside, there } = world;
    const { socket } = device;
    const side = trace.side("device");
    const plain = await outside.listen({ port: 0, host: there });
    const netc = socket.create(null, side.events(device));
    socket.config(netc, null, false, true);
    side.note("connect", socket.connect(netc, there, plain.local.port));
    const peer = await accepted(plain);
    await peer.rx();
    await peer.tx("what?");
    await side.told("ON_LINE -1");
    peer.abort();
    await plain.close();
    const rejected = new Promise<void>((resolve) => {
      void outside
        .listen({ port: 0, host: there, tls: serverIdentity(world), onRejected: (_from, error) => {
          trace.side("outside").note("rejected", [error.name, (error as { tls?: unknown }).tls]);
          resolve();
        } })
        .then(async (server) => {
          const client = await device.connect({ host: there, port: server.local.port });
          await client.tx("GET / HTTP/1.1\r\n\r\n");
          await client.wait().catch(() => undefined);
          side.note("the server left");
          client.abort();
        });
    });
    await rejected;
    await world.settle();
  },
  "what was settled: version, verification, application protocol": async (world, trace) => {
    const { device, outside, there, authority } = world;
    const side = trace.side("device");
    const identity = serverIdentity(world);
    const cases: ReadonlyArray<[Partial<ServerTlsOptions>, TlsOptions]> = [
      [{}, { ca: authority.cert }],
      [{}, { verify: false }],
      [{ maxVersion: "TLSv1.2" }, { ca: authority.cert }],
      [{}, { ca: authority.cert, maxVersion: "TLSv1.2" }],
      [{ alpn: ["mqtt", "http/1.1"] }, { ca: authority.cert, alpn: ["http/1.1", "mqtt"] }],
      [{ alpn: ["mqtt"] }, { ca: authority.cert }],
      [{}, { ca: authority.cert, alpn: ["mqtt"] }],
      [{}, { ca: authority.cert, name: "server.test" }],
    ];
    for (const [own, tls] of cases) {
      const server = await outside.listen({ port: 0, host: there, tls: { ...identity, ...own } });
      const [connection, peer] = await Promise.all([device.connect({ host: there, port: server.local.port, tls }), accepted(server)]);
      const settled = [connection, peer].map(({ security }) => [security?.protocol, security?.verified, security?.alpn]);
      side.note(`${JSON.stringify(own)} meets ${JSON.stringify({ ...tls, ca: undefined })}`, settled);
      connection.abort();
      peer.abort();
      await server.close();
    }
    const strict = await outside.listen({ port: 0, host: there, tls: { ...identity, alpn: ["mqtt"] } });
    const error: unknown = await device.connect({ host: there, port: strict.local.port, tls: { ca: authority.cert, alpn: ["amqp"] } }).catch((thrown: unknown) => thrown);
    side.note("no common application protocol", [(error as Error).name, (error as { tls?: unknown }).tls]);
  },
  "an end in order, and a cut": async (world, trace) => {
    const { device, outside, there, authority, settle } = world;
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there, tls: serverIdentity(world) });
    const port = trace.port("the server", server.local.port);
    const tls = { ca: authority.cert };
    const orderly = await device.connect({ host: there, port, tls });
    const first = await accepted(server);
    await first.tx("last words");
    const closing = first.close();
    side.note("rx of all", await readAll(orderly));
    side.note("state", orderly.state);
    await side.outcome("close", orderly.close());
    await closing;
    const cut = await device.connect({ host: there, port, tls });
    const second = await accepted(server);
    await second.tx("cut short");
    side.note("rx", await readExactly(cut, 9));
    await settle();
    second.abort();
    const error: unknown = await cut.rx().catch((thrown: unknown) => thrown);
    side.note("rx after the cut", [(error as Error | undefined)?.name, (error as { code?: unknown } | undefined)?.code]);
    side.note("state", cut.state);
    const { socket } = device;
    const netc = socket.create(null, side.events(device));
    socket.config(netc, null, false, true, null, null, null, authority.cert);
    socket.connect(netc, there, port);
    const third = await accepted(server);
    await side.told("ON_LINE 0");
    const ending = third.close();
    await side.told("EVENT -1");
    side.note("tx", socket.tx(netc, "late"));
    side.note("discon", socket.discon(netc));
    await side.told("CLOSED 0");
    await ending;
  },
  "a greeting that comes with the handshake": async (world, trace) => {
    const { device, outside, there, authority } = world;
    const { socket } = device;
    const side = trace.side("device");
    for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
      const server = await outside.listen({ port: 0, host: there, tls: { ...serverIdentity(world), maxVersion } });
      const netc = socket.create(null, side.events(device));
      socket.config(netc, null, false, true, null, null, null, authority.cert);
      side.note(maxVersion, socket.connect(netc, there, server.local.port));
      const peer = await accepted(server);
      await peer.tx("220 ready");
      await side.told("ON_LINE 0");
      await side.told("EVENT 0");
      side.note("read", socket.read(netc));
      socket.release(netc);
      peer.abort();
      await server.close();
    }
  },
  "a server that never answers the handshake": async ({ device, outside, there }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const mute = await outside.listen({ port: 0, host: there });
    const netc = socket.create(null, side.events(device));
    socket.config(netc, null, false, true);
    side.note("connect", socket.connect(netc, there, mute.local.port));
    const first = await accepted(mute);
    await first.wait();
    side.note("state", socket.state(netc)[0]);
    side.note("tx", socket.tx(netc, "too early"));
    socket.close(netc);
    const giveUp = new AbortController();
    const dialling = side.outcome("connect", device.connect({ host: there, port: mute.local.port, tls: true, signal: giveUp.signal }));
    const second = await accepted(mute);
    await second.wait();
    giveUp.abort(new Error("it takes too long"));
    await dialling;
    for (const peer of [first, second]) trace.side("outside").note("rx of all", (await readAll(peer))[0]);
  },
  "much over TLS, both ways, and a record a read": async (world, trace) => {
    const { device, outside, there, authority } = world;
    const { socket } = device;
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there, tls: serverIdentity(world) });
    const connection = await device.connect({ host: there, port: server.local.port, tls: { ca: authority.cert } });
    const peer = await accepted(server);
    const [up, down] = [pattern(300_000, 1), pattern(400_000, 2)];
    const [got, gotThere] = await Promise.all([readExactly(connection, 400_000), readExactly(peer, 300_000), connection.tx(up), peer.tx(down)]);
    side.note("rx", got);
    trace.side("outside").note("rx", gotThere);
    await Promise.all([connection.close(), peer.close()]);
    const netc = socket.create(null, side.events(device));
    socket.config(netc, null, false, true, null, null, null, authority.cert);
    socket.connect(netc, there, server.local.port);
    const other = await accepted(server);
    await side.told("ON_LINE 0");
    for (const text of ["first record", "second record"]) await other.tx(text, { until: "sent" });
    await side.told("EVENT 0");
    await side.told("EVENT 0");
    side.note("size", socket.rx(netc));
    side.note("read", socket.read(netc));
    side.note("read", socket.read(netc));
    side.note("read", socket.read(netc));
    socket.release(netc);
    other.abort();
  },
};
