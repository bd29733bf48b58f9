import type { Credentials } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { PENDING, REFUSED } from "../../../src/core/step.js";
import { STATES } from "../../../src/ids.js";
import { SECURED } from "../../fake-stream.js";
import type { Recorder } from "../recorder.js";
import { text, world, type World } from "../world.js";

const credentials = {} as Credentials;

/** A world whose card waits for the test, and a socket in it that is set to TLS. */
function secured(): World & { readonly owner: Recorder } {
  const one = world();
  one.card.auto = false;
  const owner = one.make();
  owner.socket.tls = { credentials, name: "a.test" };
  return { ...one, owner };
}

describe("Socket with TLS", () => {
  it("hands the settings to the card, to dial as well as to listen", () => {
    const { card, owner, make } = secured();
    owner.socket.connect("10.0.0.5", 443);
    expect(card.stream.options.secure).toEqual({ credentials, name: "a.test" });
    const server = make();
    server.socket.localPort = 443;
    server.socket.tls = { credentials, alpn: ["h2"] };
    server.socket.listen();
    expect(card.listener.options.secure).toEqual({ credentials, alpn: ["h2"] });
  });

  it("is on line when the handshake is done, and can be neither written nor read before", () => {
    const { card, owner } = secured();
    const { socket } = owner;
    socket.connect("10.0.0.5", 443);
    card.stream.connect();
    expect([socket.state, owner.told(), socket.writable, socket.readable, socket.tx(text("x"))]).toEqual([STATES.SHAKEHAND, [], false, false, -1]);
    card.stream.secure();
    expect([socket.state, owner.told(), socket.writable]).toEqual([STATES.ONLINE, ["connected"], true]);
    expect(card.misuse).toEqual([]);
  });

  it("keeps what the handshake settled until it is closed, and tells it to the diagnostics", () => {
    const { card, news, owner } = secured();
    const { socket } = owner;
    socket.connect("10.0.0.5", 443);
    card.stream.connect();
    expect(socket.security).toBe(undefined);
    card.stream.secure();
    card.stream.fail({ reason: "reset" });
    expect(socket.security).toEqual(SECURED);
    socket.close();
    expect(socket.security).toBe(undefined);
    expect(news.map((one) => one.kind)).toEqual(["dialed", "connected", "secured", "broke", "closed"]);
    expect(news[2]).toEqual({ kind: "secured", id: socket.id, info: SECURED });
  });

  it("does not fall back to the next address when the handshake fails, as it does when dialling fails", () => {
    const { card, owner } = secured();
    owner.socket.connect("a.test", 443);
    card.lookup.answer({ addresses: ["10.0.0.5", "10.0.0.6", "10.0.0.7"] });
    card.stream.fail({ reason: "refused" });
    expect([card.stream.peer.host, owner.told()]).toEqual(["10.0.0.6", []]);
    card.stream.connect();
    card.stream.fail({ reason: "tls", tls: "untrusted" });
    expect([owner.told(), owner.socket.state]).toEqual([["failed: tls"], STATES.SHAKEHAND]);
    expect([card.streams.length, card.open(), owner.socket.fault]).toEqual([2, [], { reason: "tls", tls: "untrusted" }]);
    expect(owner.socket.connect("10.0.0.5", 443)).toBe(REFUSED);

    owner.socket.close();
    expect(owner.socket.connect("10.0.0.5", 443)).toBe(PENDING);
    card.stream.connect();
    card.stream.secure();
    expect(owner.told()).toEqual(["connected"]);
  });

  it.each([
    ["the peer ends", "failed: broken"],
    ["the link is lost", "failed: link"],
  ])("fails, and lets go of the stream, when %s during the handshake", (what, told) => {
    const { card, engine, owner } = secured();
    owner.socket.connect("10.0.0.5", 443);
    card.stream.connect();
    if (what === "the peer ends") card.stream.sink.ended();
    else engine.linkChanged(card, false);
    expect([owner.told(), card.open()]).toEqual([[told], []]);
    expect(owner.socket.connect("10.0.0.5", 443)).toBe(REFUSED);
  });

  it("is DTLS with UDP: connected once the handshake is done", () => {
    const { card, owner, news } = secured();
    const { socket } = owner;
    socket.udp = true;
    socket.connect("10.0.0.5", 443);
    card.datagrams.start();
    expect([socket.state, card.streams.length, owner.told()]).toEqual([STATES.SHAKEHAND, 0, []]);
    card.datagrams.secure();
    expect([socket.state, owner.told(), socket.security?.protocol]).toEqual([STATES.ONLINE, ["connected"], "DTLSv1.2"]);
    expect(news.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["bound", "secured"]));
  });

  it("is not used where it was taken back", () => {
    const { card, owner } = secured();
    const { socket } = owner;
    socket.tls = undefined;
    socket.connect("10.0.0.5", 443);
    card.stream.connect();
    expect([socket.state, card.stream.options.secure]).toEqual([STATES.ONLINE, undefined]);
  });

  it("keeps, and tells to the diagnostics, what was settled with each accepted client", () => {
    const { card, clock, news, listen } = world();
    const [owner, socket] = listen({ many: true, tls: { credentials } });
    card.listener.client();
    const client = socket.accept();
    expect([owner.told(), client?.state, client?.security]).toEqual([["offered"], STATES.ONLINE, SECURED]);
    expect(news.slice(1)).toEqual([
      { kind: "accepted", id: client?.id, from: client?.peer },
      { kind: "secured", id: client?.id, info: SECURED },
    ]);
    const [, one] = listen({ tls: { credentials } });
    card.listener.client();
    expect(one.security).toEqual(SECURED);
    clock.settle();
  });

  it("tells the diagnostics of clients whose handshake failed, also where the owner does not want to know", () => {
    const { card, news, listen } = world();
    const [owner, socket] = listen({ many: true, tls: { credentials } });
    const from = { host: "10.0.0.9", port: 900 };
    card.listener.sink.rejected(from, { reason: "tls", tls: "protocol" });
    expect([owner.told(), socket.state]).toEqual([[], STATES.LISTEN]);
    expect(news.at(-1)).toEqual({ kind: "rejected", id: socket.id, from, fault: { reason: "tls", tls: "protocol" } });
  });
});
