import type { SecureOptions } from "@luat/contract";
import { describe, expect, it } from "vitest";
import type { Ctrl } from "../../../src/faithful/ctrl.js";
import { STATES } from "../../../src/ids.js";
import { rig, type Rig } from "../../rig.js";

const shown = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const SETTLED = "TLSv1.2, ECDHE-RSA-AES128-GCM-SHA256, certificate of the peer verified";
const UNVERIFIED = "at most TLSv1.2, no application protocols, certificate of the peer not verified, as there is no server_cert, no client_cert";
const CERTIFICATE = {
  ...{ subject: "CN=a.test", issuer: "CN=Authority", names: ["a.test", "10.0.0.5"], validFrom: Date.UTC(2026, 0), validTo: Date.UTC(2027, 0, 1, 12, 30) },
  ...{ serialNumber: "5A01", key: "EC P-256", fingerprint: "AA:BB" },
};

/** What the card was asked to secure its last stream with; its credentials are the settings. */
function asked({ card }: Rig): SecureOptions | undefined {
  return card.stream.options.secure;
}

/** A ctrl that is set to TLS. */
function tls({ socket, make }: Rig, ...texts: Array<string | null>): Ctrl {
  const ctrl = make();
  expect(socket.config(ctrl, null, false, true, null, null, null, ...texts)).toBe(true);
  return ctrl;
}

describe("socket.config with TLS", () => {
  it("counts from the next connect: not for the one that is on line, nor for one that waits", () => {
    const one = rig();
    const { socket, card, online, settle } = one;
    const [plain, stream] = online();
    expect(socket.config(plain, null, false, true)).toBe(true);
    stream.receive("a");
    stream.receive("b");
    expect([socket.rx(plain), shown(socket.read(plain)[1])]).toEqual([[true, 2], "ab"]);
    socket.close(plain);
    socket.connect(plain, "10.0.0.1", 443);
    expect(asked(one)).toBeDefined();
    socket.close(plain);

    const waiting = tls(one);
    card.setLink(false);
    socket.connect(waiting, "10.0.0.1", 443);
    socket.config(waiting);
    card.setLink(true);
    settle();
    expect([asked(one) !== undefined, card.open()]).toEqual([true, ["stream to 10.0.0.1:443, up"]]);
    card.stream.receive("a");
    card.stream.receive("b");
    expect(shown(socket.read(waiting)[1])).toBe("a");
  });

  it("that failed makes connect and listen refuse, and nothing goes out in plain text; the next good one mends it", () => {
    const { socket, card, make, settle, told, lines } = rig();
    card.badTexts.set("bad", "ca");
    const ctrl = make();
    expect(socket.config(ctrl, 4000, false, true, 0, 0, 0, "bad")).toBe(false);
    expect([socket.connect(ctrl, "10.0.0.1", 443), socket.connect(ctrl, "a.test", 443), socket.listen(ctrl)]).toEqual([
      [false, false],
      [false, false],
      [false, false],
    ]);
    settle();
    expect([told(), card.streams, card.lookups, card.listeners]).toEqual([[], [], [], []]);
    expect(lines).toEqual([
      "warn socket config: TLS failure: the authorities cannot be read: server_cert is no PEM text; it must be the text of a PEM file, not its path",
      "warn socket connect: config could not set up TLS; nothing is sent in plain text instead",
      "warn socket connect: config could not set up TLS; nothing is sent in plain text instead",
      "warn socket listen: config could not set up TLS",
    ]);
    expect(socket.config(ctrl, null, false, true)).toBe(true);
    expect(socket.connect(ctrl, "10.0.0.1", 443)).toEqual([true, false]);
    socket.close(ctrl);
    expect([socket.config(ctrl, null, false, true, 0, 0, 0, "bad"), socket.config(ctrl), socket.connect(ctrl, "10.0.0.1", 80)]).toEqual([false, true, [true, false]]);
  });

  it("that failed changes nothing of what is on line or listens", () => {
    const { socket, card, secured, listening } = rig();
    card.badTexts.set("bad", "ca");
    const [ctrl] = secured();
    const server = listening(2);
    for (const one of [ctrl, server]) expect(socket.config(one, 4000, false, true, 0, 0, 0, "bad")).toBe(false);
    expect([socket.tx(ctrl, "x"), socket.listen(server)]).toEqual([
      [true, false, false],
      [true, false],
    ]);
  });

  it("that is refused for another argument leaves no way in plain text either", () => {
    const { socket, card, make } = rig();
    card.traits = { ...card.traits, udp: false };
    for (const [port, udp, on] of [
      [70_000, false, true],
      [0, true, true],
      [0, 1, true],
      [0, false, 1],
      [0, false, "true"],
      [0, false, {}],
    ]) {
      const ctrl = make();
      expect(socket.config(ctrl, port as number, udp as boolean, on as boolean, null, null, null, "ca")).toBe(false);
      expect(socket.connect(ctrl, "10.0.0.1", 443)).toEqual([false, false]);
      expect([socket.config(ctrl), socket.connect(ctrl, "10.0.0.1", 80)]).toEqual([true, [true, false]]);
    }
  });

  it("that is not asked for, though there are certificates, is told in the log", () => {
    const { socket, make, lines } = rig();
    const ctrl = make();
    expect(socket.config(ctrl, null, false, false, null, null, null, "ca")).toBe(true);
    expect(socket.config(ctrl, null, true, null, null, null, null, null, "cert", "key")).toBe(true);
    expect(lines).toEqual([
      "warn socket config: is_tls is false, so everything is sent in plain text, although there is server_cert",
      "warn socket config: is_tls is nil, so everything is sent in plain text, although there is client_cert and client_key",
    ]);
  });

  it("with UDP is refused, and so is connect: there is no DTLS", () => {
    const { socket, card, make } = rig();
    const ctrl = make();
    expect([socket.config(ctrl, null, true, true), socket.connect(ctrl, "10.0.0.1", 443), card.open()]).toEqual([false, [false, false], []]);
  });
});

describe("socket.connect with TLS", () => {
  it("asks for the settings, and for the text it was given as the server's name; an integer is none", () => {
    const one = rig();
    const { socket, card, settle } = one;
    card.names.set("a.test", ["10.0.0.5"]);
    const ctrl = tls(one, "ca", "cert", "key", "secret");
    const [credentials] = card.tlsConfigs;
    for (const [ip, host, name] of [
      ["a.test", "10.0.0.5", "a.test"],
      ["10.0.0.7", "10.0.0.7", "10.0.0.7"],
      [0x0800000a, "10.0.0.8", undefined],
    ] as const) {
      socket.connect(ctrl, ip, 443);
      settle();
      expect([card.stream.peer.host, asked(one)]).toEqual([host, { credentials, name }]);
      socket.close(ctrl);
    }
    expect(card.tlsConfigs).toEqual([{ verify: true, ca: "ca", cert: "cert", key: "key", passphrase: "secret", maxVersion: "TLSv1.2" }]);
  });

  it("goes through state 4, in which nothing can be sent or read, and is on line when the handshake is done", () => {
    const one = rig();
    const { socket, card, state, told } = one;
    card.auto = false;
    const ctrl = tls(one);
    socket.connect(ctrl, "10.0.0.1", 443);
    expect(state(ctrl)).toBe(STATES.CONNECTING);
    card.stream.connect();
    expect([state(ctrl), told(), socket.tx(ctrl, "x"), socket.rx(ctrl), socket.wait(ctrl)]).toEqual([STATES.SHAKEHAND, [], [false, false, false], [false, 0], [false, false]]);
    expect(socket.connect(ctrl, "10.0.0.1", 443)).toEqual([false, false]);
    card.stream.secure();
    expect([state(ctrl), told(), card.misuse]).toEqual([STATES.ONLINE, ["ON_LINE 0"], []]);
  });

  it("stays in state 4 when the handshake fails, never tries the next address, and must be closed", () => {
    const one = rig();
    const { socket, card, settle, state, told } = one;
    card.auto = false;
    const ctrl = tls(one);
    socket.connect(ctrl, "a.test", 443);
    card.lookup.answer({ addresses: ["10.0.0.5", "10.0.0.6"] });
    card.stream.connect();
    card.stream.fail({ reason: "tls", tls: "untrusted" });
    settle();
    expect([state(ctrl), told(), card.streams.length, card.open()]).toEqual([STATES.SHAKEHAND, ["ON_LINE -1"], 1, []]);
    expect(socket.connect(ctrl, "a.test", 443)).toEqual([false, false]);
    socket.close(ctrl);
    expect(socket.connect(ctrl, "a.test", 443)).toEqual([true, false]);
  });

  it.each(["discon", "close", "release"] as const)("is given up by %s during the handshake, silently", (how) => {
    const one = rig();
    const { socket, card, settle, told } = one;
    card.auto = false;
    const ctrl = tls(one);
    socket.connect(ctrl, "10.0.0.1", 443);
    card.stream.connect();
    const result = socket[how](ctrl);
    settle();
    expect([result, told(), card.open()]).toEqual([how === "discon" ? [true, true] : undefined, [], []]);
  });

  it("goes on in plain text after a config without", () => {
    const one = rig();
    const { socket, secured } = one;
    const [ctrl] = secured();
    socket.close(ctrl);
    socket.config(ctrl);
    socket.connect(ctrl, "10.0.0.1", 80);
    expect(asked(one)).toBe(undefined);
  });
});

describe("socket.listen with TLS", () => {
  it("listens with the settings; clients need no handshake any more, and are accepted alike", () => {
    const one = rig();
    const { socket, card, make, settle, told } = one;
    const server = make();
    socket.config(server, 4000, false, true, null, null, null, null, "cert", "key");
    expect(socket.listen(server, 2)).toEqual([true, false]);
    settle();
    expect(card.listener.options.secure).toEqual({
      credentials: { verify: false, ca: undefined, cert: "cert", key: "key", passphrase: undefined, maxVersion: "TLSv1.2" },
    });
    const { stream } = card.listener.client();
    const [, client] = socket.accept(server);
    stream.receive("one");
    stream.receive("two");
    settle();
    expect([told(), shown(socket.read(client)[1]), socket.rx(client)]).toEqual([["ON_LINE 0"], "one", [true, 3]]);
  });

  it("gives one record at a time to a one-to-one server too", () => {
    const { socket, card, make, settle } = rig();
    const server = make();
    socket.config(server, 4000, false, true, null, null, null, null, "cert", "key");
    socket.listen(server);
    settle();
    const { stream } = card.listener.client();
    stream.receive("one");
    stream.receive("two");
    settle();
    expect([socket.rx(server), shown(socket.read(server)[1]), shown(socket.read(server)[1])]).toEqual([[true, 3], "one", "two"]);
  });

  it("hands the settings on to accepted clients, for the connect that comes after their end", () => {
    const one = rig();
    const { socket, card, make, settle } = one;
    const server = make();
    socket.config(server, 4000, false, true, 30, 2, 1, "ca");
    socket.listen(server, 1);
    settle();
    card.listener.client();
    const [, client] = socket.accept(server);
    socket.close(client);
    socket.connect(client, "a.test", 443);
    settle();
    socket.connect(client, "10.0.0.7", 443);
    expect(card.stream.options).toMatchObject({ localPort: 4000, keepAlive: { idle: 30, interval: 2, count: 1 }, secure: { name: "10.0.0.7" } });
  });
});

describe("socket.sslLog", () => {
  it("from 1 on, logs what each handshake settled, or why it failed; nothing at the start", () => {
    const one = rig();
    const { socket, card, secured, settle, lines } = one;
    secured();
    expect(lines).toEqual([]);
    socket.sslLog();
    secured();
    socket.sslLog(3);
    secured();
    const failing = tls(one);
    card.auto = false;
    socket.connect(failing, "10.0.0.1", 443);
    card.stream.connect();
    card.stream.fail({ reason: "tls", tls: "name" });
    settle();
    expect(lines).toEqual([
      `info socket ctrl#2 ${SETTLED}`,
      `info socket ctrl#3 handshake with 10.0.0.1:443: no server name, ${UNVERIFIED}`,
      `info socket ctrl#3 ${SETTLED}`,
      `info socket ctrl#4 handshake with 10.0.0.1:443: no server name, ${UNVERIFIED}`,
      "warn socket ctrl#4 failed: TLS failure: the peer's certificate is for other names",
    ]);
  });

  it("tells more from level to level: what is asked for, whose certificates those are, and all that they say", () => {
    const heard = [1, 2, 3, 4].map((level) => {
      const one = rig();
      const { socket, card, settle, lines } = one;
      card.auto = false;
      socket.sslLog(level);
      const ctrl = tls(one, "ca", "cert", "key");
      socket.connect(ctrl, "a.test", 443);
      card.lookups[0]?.answer({ addresses: ["10.0.0.5"] });
      card.stream.connect();
      card.stream.sink.secured({ protocol: "TLSv1.2", cipher: "C", alpn: "a/1", verified: true, resumed: true, peerCertificates: [CERTIFICATE] });
      const failing = tls(one);
      socket.connect(failing, "10.0.0.5", 443);
      card.stream.connect();
      card.stream.fail({ reason: "tls", tls: "refused", errno: "E", cause: new Error("it said no"), peerCertificates: [] });
      settle();
      return lines;
    });
    const short = "certificate 1 of the peer: CN=a.test, issued by CN=Authority, valid from 2026-01-01T00:00:00Z to 2027-01-01T12:30:00Z, EC P-256";
    const offered = "info socket ctrl#1 handshake with a.test:443: server name a.test, at most TLSv1.2, no application protocols, certificate of the peer verified with server_cert, client_cert shown if wanted";
    const settled = "info socket ctrl#1 TLSv1.2, C, certificate of the peer verified, application protocol a/1, session taken up again";
    const again = `info socket ctrl#2 handshake with 10.0.0.5:443: no server name, ${UNVERIFIED}`;
    const failed = "warn socket ctrl#2 failed: TLS failure: the peer refused the handshake (E)";
    const why = "warn socket ctrl#2 because: it said no";
    const none = "warn socket ctrl#2 no certificate of the peer";
    expect(heard).toEqual([
      [settled, failed],
      [offered, settled, again, failed, why],
      [offered, settled, `info socket ctrl#1 ${short}`, again, failed, why, none],
      [offered, settled, `info socket ctrl#1 ${short}, for a.test 10.0.0.5, number 5A01, SHA-256 AA:BB`, again, failed, why, none],
    ]);
  });

  it.each([
    [{ reason: "timeout", errno: "ERR_TLS_HANDSHAKE_TIMEOUT" }, "timed out (ERR_TLS_HANDSHAKE_TIMEOUT)"],
    [{ reason: "reset", errno: "ECONNRESET" }, "connection reset (ECONNRESET)"],
  ] as const)("from 1 on, logs handshakes that the network ends: %j", (fault, text) => {
    const one = rig();
    const { socket, card, settle, lines } = one;
    card.auto = false;
    for (const level of [0, 1]) {
      socket.sslLog(level);
      const ctrl = tls(one);
      socket.connect(ctrl, "10.0.0.1", 443);
      card.stream.connect();
      card.stream.fail(fault);
      settle();
      socket.close(ctrl);
    }
    expect(lines).toEqual([`warn socket ctrl#2 failed: ${text}`]);
  });

  it.each(["close", "discon", "release"] as const)("from 1 on, logs a handshake that %s gives up, once", (how) => {
    const one = rig();
    const { socket, card, lines } = one;
    card.auto = false;
    socket.sslLog(1);
    const ctrl = tls(one);
    socket.connect(ctrl, "10.0.0.1", 443);
    card.stream.connect();
    socket[how](ctrl);
    socket.release(ctrl);
    expect(lines).toEqual(["warn socket ctrl#1 failed: closed before the handshake was done"]);
  });

  it("says nothing of handshakes where there is no connection", () => {
    const one = rig();
    const { socket, card, settle, lines } = one;
    socket.sslLog(4);
    card.refusing.add("10.0.0.7");
    const ctrl = tls(one);
    socket.connect(ctrl, "10.0.0.7", 443);
    settle();
    socket.close(ctrl);
    expect(lines).toEqual([]);
  });

  it("says so when the cipher is not told, and when nothing was verified", () => {
    const one = rig();
    const { socket, card, settle, lines } = one;
    socket.sslLog(1);
    card.auto = false;
    const ctrl = tls(one);
    socket.connect(ctrl, "10.0.0.1", 443);
    card.stream.connect();
    card.stream.sink.secured({ protocol: "opaque", verified: false, resumed: false });
    settle();
    expect(lines).toEqual(["info socket ctrl#1 opaque, a cipher that is not told, certificate of the peer not verified"]);
  });

  it("logs the clients of a server, however they are taken", () => {
    const { socket, card, make, settle, lines } = rig();
    socket.sslLog(1);
    for (const [port, backlog] of [
      [4001, 0],
      [4002, 2],
    ]) {
      const server = make();
      socket.config(server, port, false, true, null, null, null, null, "cert", "key");
      socket.listen(server, backlog);
      settle();
      card.listener.client();
      socket.accept(server);
    }
    expect(lines).toEqual([`info socket ctrl#1 ${SETTLED}`, `info socket ctrl#3 ${SETTLED}`]);
  });

  it("logs the clients that a server sent away", () => {
    const { socket, card, make, settle, lines } = rig();
    socket.sslLog(1);
    const server = make();
    socket.config(server, 4001, false, true, null, null, null, null, "cert", "key");
    socket.listen(server, 2);
    settle();
    card.listener.sink.rejected({ host: "10.0.0.9", port: 900 }, { reason: "tls", tls: "protocol" });
    socket.sslLog(0);
    card.listener.sink.rejected({ host: "10.0.0.9", port: 901 }, { reason: "tls", tls: "protocol" });
    expect(lines).toEqual(["warn socket ctrl#1 rejected 10.0.0.9:900: TLS failure: the peer does not speak TLS, or none that this side does"]);
  });

  it("is off again with 0 or less, and tells nothing of plain connections or other failures", () => {
    const { socket, card, secured, online, make, settle, lines } = rig();
    socket.sslLog(1);
    online();
    card.refusing.add("10.0.0.7");
    const refused = make();
    socket.config(refused, null, false, true);
    socket.connect(refused, "10.0.0.7", 443);
    settle();
    for (const level of [0, -1]) {
      socket.sslLog(level);
      secured();
    }
    expect(lines).toEqual([]);
  });
});
