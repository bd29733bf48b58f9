import type { PreSharedKey } from "../secure.js";
import { FULL } from "../stream.js";
import type { DatagramProbe } from "./datagram-probe.js";
import type { Law, Need } from "./law.js";
import type { DtlsServer } from "./rig.js";
import { law, type Trial } from "./trial.js";

const NEEDS: readonly Need[] = ["dtls"];
const GOOD: PreSharedKey = { identity: "meter-7", key: Uint8Array.of(1, 2, 3, 0, 255) };

function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** A server, and a socket of the card under test that has only just begun to shake hands with it. */
async function begun(t: Trial): Promise<{ server: DtlsServer; socket: DatagramProbe }> {
  if (t.rig.dtls === undefined) throw new Error("the rig has no server for DTLS");
  const server = await t.rig.dtls(GOOD);
  return { server, socket: t.openSocket({ peer: { host: t.rig.host, port: server.port }, secure: t.secure({ verify: true, psk: GOOD }) }) };
}

async function secured(t: Trial): Promise<{ server: DtlsServer; socket: DatagramProbe }> {
  const both = await begun(t);
  await t.until(() => both.socket.info !== undefined, "secured");
  return both;
}

/** A server that has heard the socket, and can say something. */
async function talking(t: Trial): Promise<{ server: DtlsServer; socket: DatagramProbe }> {
  const both = await secured(t);
  both.socket.send(bytes("hello\n"));
  await t.until(() => both.server.heard.includes("hello\n") && both.socket.unsettled === 0, "the server to hear it");
  return both;
}

/** How datagram sockets talk DTLS with their peer. */
export const DTLS_LAWS: readonly Law[] = [
  law("dtls.secured", "a secured datagram socket tells bound, then secured once with the protocol, and takes nothing before", NEEDS, async (t) => {
    const { socket } = await begun(t);
    let early: unknown;
    socket.onBound = () => (early = socket.send(bytes("early\n")));
    await t.until(() => socket.info !== undefined, "secured");
    await t.idle();
    t.expect(early === FULL, "FULL before secured", `${String(early)}`);
    t.expect(socket.events.join() === "bound,secured", "only bound and secured", `${socket}`);
    t.expect(/^(DTLSv1\.\d|opaque)$/.test(socket.info?.protocol ?? "") && socket.info?.verified === true, 'a protocol such as "DTLSv1.2", verified', JSON.stringify(socket.info));
  }),

  law("dtls.transfer", "datagrams go both ways as they are, from the first after secured on", NEEDS, async (t) => {
    const { server, socket } = await begun(t);
    socket.onSecured = () => void socket.send(bytes("hello\n"));
    await t.until(() => server.heard.includes("hello\n"), "the server to hear it");
    await t.until(() => socket.unsettled === 0, "it to be settled");
    server.say("welcome\n");
    await t.until(() => socket.arrived.length > 0, "a datagram");
    const [{ copy, from } = { copy: bytes(""), from: undefined }] = socket.arrived;
    t.expect(String.fromCharCode(...copy) === "welcome\n", '"welcome"', String.fromCharCode(...copy));
    t.expect(from?.host === t.rig.host && from.port === server.port, "the peer's address", `${from?.host} ${from?.port}`);
  }),

  law("dtls.sealed", "what others send, and what no key has touched, is not reported", NEEDS, async (t) => {
    const { server, socket } = await talking(t);
    const stranger = await t.peerBinds();
    const plain = Uint8Array.of(23, 0xfe, 0xfd, 0, 2, 0, 0, 0, 0, 0, 9, 0, 3, 1, 2, 3);
    for (const datagram of [bytes("forged\n"), plain, new Uint8Array(0)]) stranger.send(datagram, socket.endpoint);
    server.say("welcome\n");
    await t.until(() => socket.arrived.length > 0, "a datagram");
    await t.idle();
    t.expect(socket.arrived.length === 1, "only what the server said", `${socket}`);
  }),

  law("dtls.peer", "sending to any other address than the peer's throws a TypeError", NEEDS, async (t) => {
    const { socket } = await secured(t);
    t.expectTypeError(() => socket.send(bytes("x"), { host: t.rig.host, port: 9 }), "another address");
  }),

  law("dtls.size", 'what is too long to be sealed fails with "size", and the socket goes on', NEEDS, async (t) => {
    const { server, socket } = await secured(t);
    socket.send(new Uint8Array(16_385));
    await t.until(() => socket.unsettled === 0, "the first to be settled");
    socket.send(bytes("hello\n"));
    await t.until(() => server.heard.includes("hello\n") && socket.unsettled === 0, "the second to be heard");
    t.expect(socket.failures.length === 1 && socket.failures[0]?.nth === 1, "the first one failed", `${socket}`);
    t.expectFault(socket.failures[0]?.fault, "size");
  }),

  law("dtls.refused", "where nobody is, closed comes with a fault in the time for a handshake, and secured never", NEEDS, async (t) => {
    const peer = { host: t.rig.host, port: await t.rig.closedPort() };
    const socket = t.openSocket({ peer, secure: t.secure({ verify: true, psk: GOOD }) });
    await t.until(() => socket.isClosed, "closed");
    t.expect(socket.events.length === 2 && socket.events[0] === "bound" && socket.fault !== undefined, "bound, and closed with a fault", `${socket}`);
  }),

  law("dtls.certificates", 'settings without a pre-shared key give closed with the fault "unsupported" and nothing else', ["dtls", "tlsConfigs"], async (t) => {
    const socket = t.openSocket({ peer: { host: t.rig.host, port: 9 }, secure: t.secure(t.tls.trusting) });
    await t.until(() => socket.isClosed, "closed");
    t.expectFault(socket.fault, "unsupported");
    t.expect(socket.events.length === 1, "only closed", `${socket}`);
  }),

  law("dtls.close", "a secured socket is silent from close() on, before, in and after its handshake", NEEDS, async (t) => {
    (await begun(t)).socket.close();
    const early = (await begun(t)).socket;
    early.onBound = () => early.close();
    await t.until(() => early.local !== undefined, "bound");
    const inside = (await begun(t)).socket;
    inside.onSecured = () => inside.close();
    await t.until(() => inside.info !== undefined, "secured");
    const { server, socket } = await talking(t);
    server.say("welcome\n");
    socket.close();
    t.expect(socket.send(bytes("x")) === FULL, "FULL from a socket that is over", "it was taken");
    await t.idle();
  }),

  law("dtls.link-down", 'in its handshake and after it a secured socket ends with the fault "link"', ["dtls", "setLink"], async (t) => {
    const { socket } = await secured(t);
    const mute = await t.peerBinds();
    const waiting = t.openSocket({ peer: mute.endpoint, secure: t.secure({ verify: true, psk: GOOD }) });
    await t.until(() => mute.arrived.length > 0, "the handshake to begin");
    t.rig.setLink?.(false);
    await t.until(() => socket.isClosed && waiting.isClosed, "closed");
    t.expectFault(socket.fault, "link");
    t.expectFault(waiting.fault, "link");
  }),
];
