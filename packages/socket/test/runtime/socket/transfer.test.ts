import { COPIED, FULL, SENT, TAKEN } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { CANNOT } from "../../../src/runtime/socket.js";
import { shown, text, world } from "../world.js";

describe("Socket.tx", () => {
  it("cannot before the connection, after it broke, while disconnecting, and after close", () => {
    const { connect, make } = world();
    expect(make().socket.tx(text("x"))).toBe(CANNOT);
    const [, broken, stream] = connect();
    stream.fail({ reason: "reset" });
    expect(broken.tx(text("x"))).toBe(CANNOT);
    const [, leaving] = connect();
    leaving.discon();
    expect(leaving.tx(text("x"))).toBe(CANNOT);
    const [, closed] = connect();
    closed.close();
    expect(closed.tx(text("x"))).toBe(CANNOT);
  });

  it("is full until the card has drained, and then tells it", () => {
    const { clock, connect } = world();
    const [owner, socket, stream] = connect();
    stream.slow = true;
    stream.highWater = 4000;
    expect(socket.tx(new Uint8Array(4000))).toBe(TAKEN);
    expect(socket.tx(new Uint8Array(4000))).toBe(FULL);
    expect(socket.tx(text("small too"))).toBe(FULL);
    expect(socket.outgoing.accepted).toBe(4000);
    stream.pass(1000);
    expect(owner.told()).toEqual(["acked 1000"]);
    expect(socket.tx(text("still"))).toBe(FULL);
    stream.pass();
    expect(owner.told()).toEqual(["acked 4000", "writable"]);
    expect(socket.tx(text("now"))).toBe(COPIED);
    clock.settle();
    expect(stream.queued).toBe(3);
  });

  it("is not full any more on the next connection", () => {
    const { clock, connect } = world();
    const [owner, socket, stream] = connect();
    stream.slow = true;
    stream.highWater = 1;
    socket.tx(new Uint8Array(3000));
    expect(socket.tx(new Uint8Array(3000))).toBe(FULL);
    socket.discon();
    socket.close();
    socket.connect("10.0.0.1", 80);
    clock.settle();
    expect(socket.tx(text("x"))).toBe(COPIED);
    socket.discon();
    clock.settle();
    expect(owner.told()).toEqual(["connected", "disconnected"]);
  });

  it("takes empty bytes even when it is full", () => {
    const { connect } = world();
    const [, socket, stream] = connect();
    stream.slow = true;
    stream.highWater = 1;
    socket.tx(new Uint8Array(3000));
    expect(socket.tx(new Uint8Array(3000))).toBe(FULL);
    expect(socket.tx(new Uint8Array(0))).toBe(COPIED);
  });

  it("tells that the bytes are sent which were gathered while the card was full", () => {
    const { clock, connect } = world();
    const [owner, socket, stream] = connect();
    stream.slow = true;
    stream.highWater = 4000;
    socket.tx(new Uint8Array(4000));
    socket.tx(text("gathered"));
    clock.settle();
    expect(socket.outgoing.gathered).toBe(8);
    stream.slow = false;
    stream.pass();
    expect(owner.told()).toEqual(["acked 4000", "acked 4008", "writable"]);
    expect(stream.text.slice(-8)).toBe("gathered");
  });

  it("stays full when a card that drained cannot take what was gathered", () => {
    const { clock, connect } = world();
    const [owner, socket, stream] = connect();
    stream.slow = true;
    stream.highWater = 4000;
    socket.tx(new Uint8Array(4000));
    socket.tx(text("gathered"));
    clock.settle();
    const send = stream.send.bind(stream);
    stream.send = () => FULL;
    stream.pass();
    expect([owner.told(), socket.tx(text("x"))]).toEqual([["acked 4000"], FULL]);
    stream.send = send;
    stream.sink.drained();
    expect(owner.told()).toEqual(["writable"]);
    stream.pass();
    expect([owner.told(), stream.text.slice(-8)]).toEqual([["acked 4008"], "gathered"]);
  });

  it("goes out at once when asked to", () => {
    const { connect } = world();
    const [, socket, stream] = connect();
    expect(socket.tx(text("x"), true)).toBe(SENT);
    expect(stream.text).toBe("x");
  });
});

describe("Socket.push", () => {
  it("says SENT only when the system has all that was accepted", () => {
    const { connect } = world();
    const [owner, socket, stream] = connect();
    stream.slow = true;
    socket.tx(new Uint8Array(3000));
    expect(socket.push()).toBe(TAKEN);
    stream.slow = false;
    stream.pass();
    owner.told();
    socket.tx(text("x"));
    expect(socket.push()).toBe(SENT);
    expect(socket.push()).toBe(SENT);
    expect(owner.told()).toEqual([]);
  });

  it("says FULL when the card is, and without a stream", () => {
    const { connect, make } = world();
    const [, socket, stream] = connect();
    stream.slow = true;
    stream.highWater = 1;
    socket.tx(new Uint8Array(3000));
    socket.tx(text("x"));
    expect(socket.push()).toBe(FULL);
    expect(socket.tx(text("y"))).toBe(FULL);
    expect(make().socket.push()).toBe(FULL);
  });
});

describe("Socket.received", () => {
  it("lets the owner read inside the call, and keeps what it left", () => {
    const { connect } = world();
    const got: string[] = [];
    const [owner, socket, stream] = connect((fact, one) => {
      if (fact === "received") got.push(shown(one.take(3)));
    });
    stream.receive("abcdef");
    expect(got).toEqual(["abc"]);
    expect([socket.available, shown(socket.takeFront()), socket.receivedTotal]).toEqual([3, "def", 6]);
    expect(owner.told()).toEqual(["received"]);
  });

  it("takes bytes that are its own as well as lent ones", () => {
    const { connect } = world();
    const [, socket, stream] = connect();
    stream.receive("ab", true);
    stream.receive("cd", false);
    stream.receive("ef", true);
    const target = new Uint8Array(8);
    expect(socket.read(target, 1, 4)).toBe(4);
    expect(shown(target.subarray(1, 5))).toBe("abcd");
    const seen: string[] = [];
    socket.visit((view) => {
      seen.push(shown(view));
      return 1;
    });
    expect([seen, shown(socket.take(9))]).toEqual([["ef"], "f"]);
  });

  it("pauses the stream at 128 KiB unread and resumes it below half of that", () => {
    const { connect } = world();
    const [, socket, stream] = connect();
    const half = new Uint8Array(65_536);
    stream.receive(half);
    expect(stream.paused).toBe(false);
    stream.receive(half);
    expect(stream.paused).toBe(true);
    socket.take(65_536);
    expect(stream.paused).toBe(true);
    socket.take(1);
    expect(stream.paused).toBe(false);
  });

  it("loses nothing that arrived while it was paused, in any way of reading", () => {
    const { clock, connect } = world();
    const [, socket, stream] = connect();
    stream.receive(new Uint8Array(65_536), false);
    stream.receive(new Uint8Array(65_536), false);
    stream.receive("late");
    expect(socket.available).toBe(131_072);
    socket.takeFront();
    socket.visit((view) => view.length);
    clock.settle();
    expect(shown(socket.take(100))).toBe("late");
  });

  it("keeps unread bytes readable after a break until they are read", () => {
    const { connect } = world();
    const [owner, socket, stream] = connect();
    stream.receive("rest");
    stream.fail({ reason: "reset" });
    expect(owner.told()).toEqual(["received", "broken: reset"]);
    expect(socket.readable).toBe(true);
    expect(shown(socket.take(99))).toBe("rest");
    expect(socket.readable).toBe(false);
  });

  it("bears an owner that closes inside the call", () => {
    const { connect } = world();
    const [, socket, stream] = connect((fact, one) => {
      if (fact === "received") one.close();
    });
    stream.receive("x".repeat(60_000));
    expect([socket.available, stream.phase]).toEqual([0, "destroyed"]);
  });
});
