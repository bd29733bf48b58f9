import { describe, expect, it } from "vitest";
import { STATES } from "../../../src/ids.js";
import { rig } from "../../rig.js";

const PEER = { host: "10.0.0.1", port: 5684 };

/** A rig whose card speaks DTLS, and a ctrl that is set to it. */
function secured(): ReturnType<typeof rig> & { ctrl: ReturnType<ReturnType<typeof rig>["make"]> } {
  const all = rig();
  all.card.traits = { ...all.card.traits, dtls: "psk" };
  const ctrl = all.make();
  expect(all.socket.config(ctrl, null, true, true, null, null, null, "key", "meter-7")).toBe(true);
  return { ...all, ctrl };
}

describe("DTLS with a pre-shared key", () => {
  it("goes from CONNECTING by SHAKEHAND to ONLINE, told by ON_LINE once the handshake is done", () => {
    const { socket, card, ctrl, settle, state, told } = secured();
    card.auto = false;
    expect([socket.connect(ctrl, PEER.host, PEER.port), state(ctrl)]).toEqual([[true, false], STATES.CONNECTING]);
    expect(card.datagrams.options).toMatchObject({ peer: PEER, secure: { credentials: { psk: { identity: "meter-7", key: "key" } } } });
    card.datagrams.start();
    settle();
    expect([state(ctrl), told(), socket.tx(ctrl, "too early")]).toEqual([STATES.SHAKEHAND, [], [false, false, false]]);
    card.datagrams.secure();
    settle();
    expect([state(ctrl), told()]).toEqual([STATES.ONLINE, ["ON_LINE 0"]]);
    expect([socket.tx(ctrl, "hello"), card.datagrams.texts]).toEqual([[true, false, false], ["10.0.0.1:5684 hello"]]);
    card.datagrams.receive("welcome");
    expect(socket.read(ctrl)[0]).toBe(true);
    expect(card.misuse).toEqual([]);
  });

  it.each([
    [false, { reason: "tls", tls: "psk" }, STATES.SHAKEHAND],
    [false, { reason: "timeout" }, STATES.SHAKEHAND],
    [true, { reason: "refused" }, STATES.ONLINE],
  ] as const)("tells a failure: on line before: %s, %j", (isOnline, fault, last) => {
    const { socket, card, ctrl, settle, state, told } = secured();
    card.auto = false;
    socket.connect(ctrl, PEER.host, PEER.port);
    card.datagrams.start();
    if (isOnline) card.datagrams.secure();
    settle();
    told();
    card.datagrams.fail(fault);
    settle();
    expect([told(), state(ctrl)]).toEqual([[isOnline ? "EVENT -1" : "ON_LINE -1"], last]);
    expect(socket.connect(ctrl, PEER.host, PEER.port)).toEqual([false, false]);
    socket.close(ctrl);
    expect([card.open(), card.misuse]).toEqual([[], []]);
  });

  it("logs with sslLog what was settled, and how it failed, with what the card holds to be likely", () => {
    const { socket, card, ctrl, settle, lines } = secured();
    socket.sslLog(1);
    socket.connect(ctrl, PEER.host, PEER.port);
    settle();
    expect(lines.splice(0)).toEqual([expect.stringMatching(/^info socket ctrl#1 DTLSv1\.2, .*, pre-shared key verified$/)]);
    socket.close(ctrl);
    card.auto = false;
    socket.connect(ctrl, PEER.host, PEER.port);
    card.datagrams.start();
    card.datagrams.fail({ reason: "timeout", cause: new Error("most often it has another key") });
    settle();
    expect(lines).toEqual(["warn socket ctrl#1 failed: timed out, most often it has another key"]);
  });

  it("logs in any case that the package is missing, and how to install it", () => {
    const { socket, card, ctrl, settle, lines, told } = secured();
    card.auto = false;
    socket.connect(ctrl, PEER.host, PEER.port);
    card.datagrams.start();
    card.datagrams.fail({ reason: "unsupported", cause: new Error("install it: npm install node-dtls-client@1.1.1") });
    settle();
    expect([told(), lines]).toEqual([["ON_LINE -1"], ["warn socket ctrl#1 failed: not supported by this card: install it: npm install node-dtls-client@1.1.1"]]);
  });

  it("sends to the peer whatever address tx is given", () => {
    const { socket, card, ctrl, settle } = secured();
    socket.connect(ctrl, PEER.host, PEER.port);
    settle();
    expect(socket.tx(ctrl, "hello", "10.0.0.9", 9)).toEqual([true, false, false]);
    expect(card.datagrams.texts).toEqual(["10.0.0.1:5684 hello"]);
  });

  it("is refused without a peer, and where config could not set it up", () => {
    const { socket, card, ctrl, lines } = secured();
    expect(socket.connect(ctrl, "255.255.255.255", 0)).toEqual([false, false]);
    expect(socket.config(ctrl, null, true, true)).toBe(false);
    expect(socket.connect(ctrl, PEER.host, PEER.port)).toEqual([false, false]);
    expect(lines).toEqual([
      "warn socket connect: port is 0; expected 1 to 65535, as DTLS needs a peer",
      "warn socket config: DTLS is there with a pre-shared key only: server_cert is the key, client_cert its identity, and client_key is nil",
      "warn socket connect: config could not set up TLS; nothing is sent in plain text instead",
    ]);
    expect(card.datagramSockets).toEqual([]);
  });
});
