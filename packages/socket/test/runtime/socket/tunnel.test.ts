import type { Credentials, Tunnel } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { PENDING } from "../../../src/core/step.js";
import { STATES } from "../../../src/ids.js";
import type { FakeStream } from "../../fake-stream.js";
import { shown, text, world, type World } from "../world.js";

/** The connection with a proxy, given away. */
function given(): World & { readonly tunnel: Tunnel; readonly below: FakeStream } {
  const one = world();
  const [owner, socket, below] = one.connect();
  below.receive(text("220 "));
  owner.told();
  const tunnel = socket.surrender();
  if (tunnel === undefined) throw new Error("there was nothing to give away");
  return { ...one, tunnel, below };
}

describe("Socket.surrender", () => {
  it("gives the stream away as it is, with what is unread and both its ends", () => {
    const { tunnel, below, engine, card } = given();
    expect(tunnel.stream).toBe(below);
    expect(shown(tunnel.unread)).toBe("220 ");
    expect([tunnel.local, tunnel.peer]).toEqual([below.local, { host: "10.0.0.1", port: 80 }]);
    expect([below.alive, engine.sockets.size, card.misuse]).toEqual([true, 0, []]);
  });

  it("leaves a socket that is closed for good, and tells nobody", () => {
    const { clock, connect, news } = world();
    const [owner, socket, below] = connect();
    socket.surrender();
    clock.settle();
    expect([socket.released, owner.told(), below.alive, news.at(-1)?.kind]).toEqual([true, [], true, "closed"]);
    expect(socket.surrender()).toBeUndefined();
  });

  it("has nothing to give when the connection has broken, or was never there", () => {
    const { connect, make } = world();
    const [, socket, below] = connect();
    below.fail({ reason: "reset" });
    expect(socket.surrender()).toBeUndefined();
    expect(make().socket.surrender()).toBeUndefined();
  });
});

describe("Socket.connect with a tunnel", () => {
  it("looks nothing up, and hands the tunnel to the card with the name", () => {
    const { card, clock, make, tunnel } = given();
    const owner = make();
    owner.socket.tls = { credentials: {} as Credentials, name: "a.test" };
    expect(owner.socket.connect("a.test", 443, undefined, tunnel)).toBe(PENDING);
    expect([card.lookups, card.stream.peer, card.stream.options.tunnel]).toEqual([[], { host: "a.test", port: 443 }, tunnel]);
    clock.settle();
    expect([owner.socket.state, owner.told()]).toEqual([STATES.ONLINE, ["connected"]]);
    expect(card.misuse).toEqual([]);
  });

  it("ends the tunnel when the card does not take it", () => {
    const { card, make, tunnel, below } = given();
    const owner = make();
    owner.socket.tls = { credentials: {} as Credentials };
    card.dial = () => {
      throw new TypeError("no");
    };
    expect(() => owner.socket.connect("a.test", 443, undefined, tunnel)).toThrow("no");
    expect(below.alive).toBe(false);
  });
});
