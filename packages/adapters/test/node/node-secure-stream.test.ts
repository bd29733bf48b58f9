import { once } from "node:events";
import { connect as connectPlain, createServer as createPlainServer, type AddressInfo, type Server, type Socket } from "node:net";
import { connect, createServer, TLSSocket, type TlsOptions } from "node:tls";
import { nodeAdapter } from "@luat/adapters/node";
import { FULL, type SecureOptions, type Stream, type TlsConfig } from "@luat/contract";
import { afterEach, describe, expect, it } from "vitest";
import { ListenTape, StreamTape } from "./tapes.js";
import { authority, ca, client, NAME, server, stranger } from "./tls-configs.js";

const card = nodeAdapter();
const HOST = "127.0.0.1";
const HELLO = Buffer.from("hello");

const turn = (): Promise<void> => new Promise(setImmediate);

/** Enough for all that goes to and fro on the loopback. */
async function turns(): Promise<void> {
  for (let n = 0; n < 20; n++) await turn();
}

/** Waits until no socket and no server keeps this process alive. */
async function noHandles(): Promise<void> {
  while (process.getActiveResourcesInfo().some((kind) => kind.startsWith("TCP"))) {
    for (const each of open.splice(0)) each.destroy();
    await turn();
  }
}

/** Ended after each test. */
const open: Array<{ destroy(): unknown }> = [];
afterEach(() => {
  for (const each of open.splice(0)) each.destroy();
});

function secure(config: TlsConfig = { verify: true, ca }, options: Omit<SecureOptions, "credentials"> = {}): SecureOptions {
  const credentials = card.credentials(config);
  if ("reason" in credentials) throw new Error(`fault ${credentials.tls}`);
  return { credentials, ...options };
}

interface Served {
  readonly port: number;
  readonly sockets: TLSSocket[];
}

/** A server of Node's own, with TLS. */
async function serve(options: TlsOptions = {}, onSocket?: (socket: TLSSocket) => void): Promise<Served> {
  const sockets: TLSSocket[] = [];
  const listening = createServer({ ...server, allowHalfOpen: true, ...options }, (socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    onSocket?.(socket);
  });
  return { port: await listen(listening), sockets };
}

async function servePlain(onSocket: (socket: Socket) => void): Promise<number> {
  return listen(
    createPlainServer((socket) => onSocket(socket.on("error", () => undefined))),
  );
}

async function listen(listening: Server): Promise<number> {
  // Also those whose handshake fails, of which Node says nothing more.
  listening.on("connection", (socket: Socket) => open.push(socket)).listen(0, HOST);
  await once(listening, "listening");
  open.push({ destroy: () => listening.close() });
  return (listening.address() as AddressInfo).port;
}

function dial(port: number, options: SecureOptions): { tape: StreamTape; stream: Stream } {
  const tape = new StreamTape();
  const stream = card.dial({ host: HOST, port }, { secure: options }, tape);
  open.push(stream);
  return { tape, stream };
}

/** Dials and waits for the end, which must be a fault. */
async function faultOf(port: number, options: SecureOptions): Promise<{ events: string[]; reason: string; tls: string | undefined; errno: string | undefined }> {
  const { tape } = dial(port, options);
  await tape.saw("closed");
  const { reason = "none", tls, errno } = tape.fault ?? {};
  return { events: tape.events, reason, tls, errno };
}

describe("a stream of Node's card that is dialled over TLS", () => {
  it("tells what the handshake settled", async () => {
    const { port } = await serve({ ALPNProtocols: ["mqtt"] });
    const { tape } = dial(port, secure(undefined, { name: NAME, alpn: ["x", "mqtt"] }));
    await tape.saw("secured");
    expect(tape.info).toEqual({ protocol: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", alpn: "mqtt", verified: true, resumed: false });
  });

  it("sends its peer's name as SNI without a dot at the end, and no address", async () => {
    const { port, sockets } = await serve();
    for (const name of [NAME, `${NAME}.`, HOST, undefined]) await dial(port, secure(undefined, { name })).tape.saw("secured");
    while (sockets.length < 4) await turn();
    expect(sockets.map((socket) => (socket as TLSSocket & { servername: string | false }).servername)).toEqual([NAME, NAME, false, false]);
  });

  it("holds an address against the addresses of the certificate", async () => {
    const { port } = await serve();
    await dial(port, secure(undefined, { name: HOST })).tape.saw("secured");
    await dial(port, secure(undefined, { name: "0:0:0:0:0:0:0:1" })).tape.saw("secured");
    expect(await faultOf(port, secure(undefined, { name: "127.0.0.2" }))).toMatchObject({ reason: "tls", tls: "name", errno: "ERR_TLS_CERT_ALTNAME_INVALID" });
  });

  it("can believe in nothing but its peer's own certificate", async () => {
    const { port } = await serve();
    const [leaf = ""] = server.cert.split(/(?<=-----END CERTIFICATE-----\n)/);
    await dial(port, secure({ verify: true, ca: leaf }, { name: NAME })).tape.saw("secured");
  });

  it("takes nothing before it is secured", async () => {
    const { port } = await serve();
    const { tape, stream } = dial(port, secure());
    expect(stream.send(HELLO)).toBe(FULL);
    await tape.saw("connected");
    expect(stream.send(HELLO)).toBe(FULL);
  });

  it("does what was asked for before it was secured", async () => {
    const { port } = await serve({}, (socket) => socket.end("hello"));
    const { tape, stream } = dial(port, secure());
    stream.pause();
    stream.finish();
    await tape.saw("secured");
    await turn();
    expect(tape.events).toEqual(["connected", "secured"]);
    stream.resume();
    await tape.saw("closed");
    expect([tape.text, tape.fault]).toEqual(["hello", undefined]);
  });

  it("ends in order with a close_notify, on which the other side can still answer", async () => {
    const { port } = await serve({}, (socket) => void socket.on("data", () => undefined).on("end", () => socket.end("bye")));
    const { tape, stream } = dial(port, secure());
    await tape.saw("secured");
    stream.finish();
    await tape.saw("closed");
    expect(tape.events).toEqual(["connected", "secured", "received", "ended", "closed"]);
    expect([tape.text, tape.fault]).toEqual(["bye", undefined]);
  });

  it("can be reset, and sees a reset", async () => {
    const { port, sockets } = await serve();
    const { tape, stream } = dial(port, secure());
    await tape.saw("secured");
    while (sockets.length === 0) await turn();
    const seen = once(sockets[0] as TLSSocket, "error");
    stream.destroy("reset");
    expect((await seen)[0]).toMatchObject({ code: "ECONNRESET" });
    const plain = await servePlain((socket) => socket.once("data", () => socket.resetAndDestroy()));
    expect(await faultOf(plain, secure())).toMatchObject({ reason: "reset", tls: undefined, errno: "ECONNRESET" });
  });

  it("tells a reset as one, not as an end, when it comes behind bytes that were not read yet", async () => {
    let bottom: Socket | undefined;
    const port = await servePlain((socket) => {
      bottom = socket;
      const secured = new TLSSocket(socket, { ...server, isServer: true });
      secured.on("error", () => undefined).on("secure", () => secured.write(new Uint8Array(5_000_000)));
    });
    const { tape, stream } = dial(port, secure());
    await tape.saw("received");
    stream.pause();
    // All that fits the systems' buffers has come.
    for (let written = -1; bottom?.bytesWritten !== written; await turn()) written = bottom?.bytesWritten ?? 0;
    bottom?.resetAndDestroy();
    await turn();
    stream.resume();
    await tape.saw("closed");
    expect(tape.fault).toMatchObject({ reason: "reset", errno: "ECONNRESET" });
    expect(tape.events).not.toContain("ended");
  });

  it.each([
    ["answers in plain", (socket: Socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n")],
    ["ends in the middle of the handshake", (socket: Socket) => socket.once("data", () => socket.end())],
  ])("says that a peer that %s does not speak TLS", async (_what, onSocket) => {
    const port = await servePlain(onSocket);
    expect(await faultOf(port, secure())).toMatchObject({ events: ["connected", "closed"], reason: "tls", tls: "protocol" });
  });

  it("says that there is no protocol or cipher in common", async () => {
    const { port } = await serve({ ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256", maxVersion: "TLSv1.2" });
    expect(await faultOf(port, secure())).toMatchObject({ tls: "protocol" });
    const newer = await serve({ minVersion: "TLSv1.3" });
    expect(await faultOf(newer.port, secure({ verify: true, ca, maxVersion: "TLSv1.2" }))).toMatchObject({ tls: "protocol" });
  });

  it("says that it was refused when no application protocol is in common", async () => {
    const { port } = await serve({ ALPNProtocols: ["mqtt"] });
    expect(await faultOf(port, secure(undefined, { alpn: ["http/1.1"] }))).toMatchObject({ reason: "tls", tls: "refused" });
  });

  it.each([
    ["TLSv1.2", ["connected", "closed"]],
    ["TLSv1.3", ["connected", "secured", "closed"]],
  ] as const)("says with %s that a certificate is wanted, maybe after it was secured", async (maxVersion, events) => {
    const { port } = await serve({ requestCert: true, ca, maxVersion });
    expect(await faultOf(port, secure())).toMatchObject({ events, reason: "tls", tls: "client-certificate" });
    const { tape } = dial(port, secure({ verify: true, ca, ...client }));
    await tape.saw("secured");
    expect(tape.info?.protocol).toBe(maxVersion);
  });

  it("says that it was refused when a server ends after it has shown its certificate", async () => {
    const { port } = await serve({ requestCert: true, ca, maxVersion: "TLSv1.2" });
    const { cert, key } = stranger.issue();
    expect(await faultOf(port, secure({ verify: true, ca, cert, key }))).toMatchObject({ events: ["connected", "closed"], reason: "tls", tls: "refused" });
  });

  it("names an application protocol that is none", () => {
    for (const protocol of ["", "x".repeat(256)]) {
      const dialled = (): unknown => dial(9, secure(undefined, { alpn: ["mqtt", protocol] }));
      expect(dialled).toThrow(new TypeError(`secure.alpn holds ${JSON.stringify(protocol)}; expected names of 1 to 255 bytes`));
    }
  });

  it("leaves no handle behind, however it ended", async () => {
    const { port } = await serve();
    dial(port, secure()).stream.destroy();
    dial(port, secure()).stream.destroy("reset");
    const connected = dial(port, secure());
    await connected.tape.saw("connected");
    connected.stream.destroy();
    await faultOf(port, secure({ verify: true, ca: stranger.cert }));
    const full = dial(port, secure());
    await full.tape.saw("secured");
    full.stream.send(new Uint8Array(10_000_000));
    full.stream.destroy("reset");
    const last = dial(port, secure());
    await last.tape.saw("secured");
    last.stream.finish();
    await noHandles();
  });
});

/** A listener of the card, with TLS. */
async function listenSecurely(config: TlsConfig = { verify: false, ...server }, adapter = card, backlog = 8): Promise<ListenTape> {
  const tape = new ListenTape();
  const listener = adapter.listen({ port: 0, host: HOST, backlog, secure: secure(config) }, tape);
  open.push({ destroy: () => listener.close() });
  await tape.saw("listening");
  return tape;
}

async function connected(port: number): Promise<TLSSocket> {
  const socket = connect({ host: HOST, port, ca, servername: NAME }).on("error", () => undefined);
  open.push(socket);
  await once(socket, "secureConnect");
  return socket;
}

function plainClient(port: number): Socket {
  const socket = connectPlain(port, HOST).on("error", () => undefined);
  open.push(socket);
  return socket;
}

describe("a listener of Node's card with TLS", () => {
  it("says who came and why it was sent away", async () => {
    const tape = await listenSecurely();
    const client = plainClient(tape.port);
    client.write("GET / HTTP/1.1\r\n\r\n");
    await tape.saw("rejected");
    expect(tape.rejections).toMatchObject([{ from: { host: HOST, port: client.localPort }, fault: { reason: "tls", tls: "protocol", errno: "ERR_SSL_HTTP_REQUEST" } }]);
  });

  it("rejects at once who ends or resets in the middle of the handshake", async () => {
    const tape = await listenSecurely();
    plainClient(tape.port).end();
    await tape.saw("rejected");
    const client = plainClient(tape.port);
    await once(client, "connect");
    client.resetAndDestroy();
    while (tape.rejections.length < 2) await turn();
    expect(tape.rejections.map(({ fault: { reason, tls } }) => [reason, tls])).toEqual([
      ["tls", "protocol"],
      ["reset", undefined],
    ]);
  });

  it("says of a client that has begun the handshake and leaves that it refused", async () => {
    const tape = await listenSecurely();
    const strangers = connect({ host: HOST, port: tape.port, ca: stranger.cert, servername: NAME }).on("error", () => undefined);
    open.push(strangers);
    await tape.saw("rejected");
    expect(tape.rejections).toMatchObject([{ fault: { reason: "tls", tls: "refused", errno: "ECONNRESET" } }]);
    const begun = plainClient(tape.port);
    // The beginning of a hello.
    begun.end(Buffer.from("16030100f0010000ec0303", "hex"));
    while (tape.rejections.length < 2) await turn();
    expect(tape.rejections[1]).toMatchObject({ fault: { reason: "tls", tls: "protocol" } });
  });

  it("rejects who takes too long", async () => {
    const tape = await listenSecurely(undefined, nodeAdapter({ handshakeTimeout: 1 }));
    const client = plainClient(tape.port);
    await tape.saw("rejected");
    await once(client.resume(), "close");
    expect(tape.rejections).toMatchObject([{ fault: { reason: "timeout", errno: "ERR_TLS_HANDSHAKE_TIMEOUT" } }]);
  });

  it.each([
    ["none", "no-certificate", undefined],
    ["a stranger's", "untrusted", stranger.issue()],
    ["one that has expired", "expired", authority.issue({ validTo: Date.now() - 1000 })],
    ["one that is not valid yet", "not-yet-valid", authority.issue({ validFrom: Date.now() + 3_600_000 })],
  ])("says of a client whose certificate is %s that it is %s", async (_what, tls, identity) => {
    const tape = await listenSecurely({ verify: true, ca, ...server });
    open.push(connect({ host: HOST, port: tape.port, ca, servername: NAME, ...identity }).on("error", () => undefined));
    await tape.saw("rejected");
    expect(tape.rejections).toMatchObject([{ fault: { reason: "tls", tls } }]);
    expect(tape.offers).toEqual([]);
  });

  it("keeps the bytes and the end of a client that has left while it waited", async () => {
    const tape = await listenSecurely();
    const client = await connected(tape.port);
    client.end(Buffer.alloc(300_000, "x"));
    await tape.saw("offered");
    const stream = new StreamTape();
    const accepted = tape.offers[0]?.accept(stream);
    await stream.saw("ended");
    expect(stream.text.length).toBe(300_000);
    accepted?.finish();
    await stream.saw("closed");
    expect(stream.fault).toBeUndefined();
  });

  it("tells the end of one that has said nothing", async () => {
    const tape = await listenSecurely();
    const client = await connected(tape.port);
    await tape.saw("offered");
    client.end();
    await once(client, "finish");
    await turns();
    const stream = new StreamTape();
    const accepted = tape.offers[0]?.accept(stream);
    accepted?.finish();
    expect(stream.events).toEqual([]);
    await stream.saw("closed");
    expect(stream.events).toEqual(["ended", "closed"]);
  });

  it("tells the reset of one that has left while it waited", async () => {
    const tape = await listenSecurely();
    const raw = plainClient(tape.port);
    await once(raw, "connect");
    const client = connect({ socket: raw, ca, servername: NAME }).on("error", () => undefined);
    await once(client, "secureConnect");
    await tape.saw("offered");
    // The listener is still writing its session tickets.
    await turns();
    raw.resetAndDestroy();
    await turns();
    const stream = new StreamTape();
    tape.offers[0]?.accept(stream);
    await stream.saw("closed");
    expect(stream.events).toEqual(["closed"]);
    expect(stream.fault).toMatchObject({ reason: "reset" });
  });

  it("is silent to who destroys an accepted stream at once", async () => {
    const tape = await listenSecurely();
    const client = await connected(tape.port);
    client.write("hello");
    await tape.saw("offered");
    const stream = new StreamTape();
    tape.offers[0]?.accept(stream).destroy();
    await once(client.resume(), "close");
    expect(stream.events).toEqual([]);
  });

  it("lets a TLS client at a plain one see that it does not speak TLS", async () => {
    const tape = new ListenTape();
    tape.onOffered = (offer) => {
      const stream = offer.accept(Object.assign(new StreamTape(), { received: () => stream.destroy() }));
    };
    const listener = card.listen({ port: 0, host: HOST, backlog: 1 }, tape);
    open.push({ destroy: () => listener.close() });
    await tape.saw("listening");
    expect(await faultOf(tape.port, secure())).toMatchObject({ reason: "tls", tls: "protocol" });
  });

  it("leaves no handle behind when it is closed with clients that wait and clients in their handshake", async () => {
    const tape = await listenSecurely();
    await connected(tape.port);
    await tape.saw("offered");
    await once(plainClient(tape.port), "connect");
    await noHandles();
    expect(tape.events).toEqual(["listening", "offered"]);
  });
});
