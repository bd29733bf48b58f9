import { COPIED, SENT } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { Engine } from "../../src/runtime/engine.js";
import { FakeCard } from "../fake-card.js";
import { HandClock } from "../hand-clock.js";
import { Recorder } from "./recorder.js";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

function setUp(): { clock: HandClock; card: FakeCard; engine: Engine; connect: (then?: Recorder["then"]) => Recorder } {
  const clock = new HandClock();
  const card = new FakeCard(clock);
  const engine = new Engine(clock);
  return {
    clock,
    card,
    engine,
    connect(then) {
      const owner = new Recorder(engine, card, then);
      owner.socket.connect("10.0.0.1", 80);
      clock.settle();
      owner.told();
      return owner;
    },
  };
}

describe("Engine.flushSoon", () => {
  it("gives gathered sends to the card when the running code has ended, in the order of the sockets' first sends", () => {
    const { clock, card, connect } = setUp();
    const [a, b] = [connect(), connect()];
    const order: string[] = [];
    for (const stream of card.streams) {
      const send = stream.send.bind(stream);
      stream.send = (bytes) => {
        order.push(new TextDecoder().decode(bytes));
        return send(bytes);
      };
    }
    b.socket.tx(text("b1 "));
    a.socket.tx(text("a1 "));
    b.socket.tx(text("b2 "));
    expect(order).toEqual([]);
    clock.settle();
    expect(order).toEqual(["b1 b2 ", "a1 "]);
    expect([a.told(), b.told()]).toEqual([["acked 3"], ["acked 6"]]);
  });

  it("holds nobody back when an event is told, and others send, while it gives", () => {
    const { clock, card, connect, engine } = setUp();
    const owners = Array.from({ length: 4 }, () => connect());
    const others = Array.from({ length: 4 }, () => connect());
    const [first] = card.streams;
    if (first === undefined) throw new Error("there are streams");
    const send = first.send.bind(first);
    first.send = (bytes) => {
      const result = send(bytes);
      // As a card would that breaks its contract: twice an event inside the call, in which others send.
      for (let round = 0; round < 2; round++) {
        engine.enter();
        for (const { socket } of others) socket.tx(text("!"));
        engine.leave();
      }
      return result;
    };
    for (const { socket } of owners) socket.tx(text("x"));
    clock.settle();
    expect(card.streams.map((stream) => stream.text)).toEqual([...owners.map(() => "x"), ...others.map(() => "!!")]);
  });

  it("holds nobody back when a card throws", () => {
    const { clock, card, connect } = setUp();
    const owners = [connect(), connect(), connect()];
    const [first, ...others] = card.streams;
    if (first === undefined) throw new Error("there are streams");
    first.send = () => {
      throw new Error("no");
    };
    for (const { socket } of owners) socket.tx(text("x"));
    expect(() => {
      clock.settle();
    }).toThrow("no");
    clock.settle();
    expect(others.map((stream) => stream.text)).toEqual(["x", "x"]);
  });

  it("gives what is sent while an event is told to the card at the end of that event, with no wait", () => {
    const { card, connect } = setUp();
    const owner = connect((fact, socket) => {
      if (fact === "received") for (let i = 0; i < 3; i++) socket.tx(text("x"));
    });
    card.stream.receive("ping");
    expect(card.stream.text).toBe("xxx");
    expect(owner.told()).toEqual(["received", "acked 3"]);
  });

  it("gives the first send after an arrival to the card at once, as it is most likely the answer", () => {
    const { clock, card, connect } = setUp();
    const { socket } = connect();
    card.stream.receive("ping");
    expect(socket.tx(text("pong"))).toBe(SENT);
    expect(card.stream.text).toBe("pong");
    expect(socket.tx(text(" and more"))).toBe(COPIED);
    expect(card.stream.text).toBe("pong");
    clock.settle();
    expect(card.stream.text).toBe("pong and more");
  });

  it("sends what an owner sends on being told that its bytes are sent", () => {
    const { clock, card, connect } = setUp();
    let left = 3;
    const owner = connect((fact, socket) => {
      if (fact.startsWith("acked") && left-- > 0) socket.tx(text("y"));
    });
    owner.socket.tx(text("x"));
    clock.settle();
    expect(card.stream.text).toBe("xyyy");
    expect(owner.told()).toEqual(["acked 1", "acked 2", "acked 3", "acked 4"]);
  });

  it("asks the clock once for a turn's sends", () => {
    const { clock, connect } = setUp();
    const owners = [connect(), connect()];
    let asked = 0;
    const dry = clock.dry.bind(clock);
    clock.dry = (fn) => {
      asked++;
      dry(fn);
    };
    for (let i = 0; i < 10; i++) for (const owner of owners) owner.socket.tx(text("z"));
    expect(asked).toBe(1);
  });

  it("does no harm to a socket that was closed, reconnected or released meanwhile", () => {
    const { clock, card, connect } = setUp();
    const [a, b] = [connect(), connect()];
    a.socket.tx(text("a"));
    b.socket.tx(text("b"));
    a.socket.close();
    a.socket.connect("10.0.0.1", 80);
    b.socket.release();
    clock.settle();
    expect(card.streams.map((one) => one.text)).toEqual(["a", "b", ""]);
    expect([a.told(), b.told(), card.misuse]).toEqual([["connected"], [], []]);
  });
});

describe("Engine.runIsLong", () => {
  it("is true of the 256th call at once in a row", () => {
    const { engine } = setUp();
    for (let run = 0; run < 2; run++) {
      for (let i = 1; i < 256; i++) expect(engine.runIsLong(10)).toBe(false);
      expect(engine.runIsLong(10)).toBe(true);
    }
  });

  it("is true when four megabytes have passed at once", () => {
    const { engine } = setUp();
    for (let i = 1; i < 4; i++) expect(engine.runIsLong(1_048_576)).toBe(false);
    expect(engine.runIsLong(1_048_576)).toBe(true);
    expect(engine.runIsLong(4_194_303)).toBe(false);
  });

  it("starts anew with each event of a card", () => {
    const { engine, card, connect } = setUp();
    connect();
    for (let i = 1; i < 256; i++) engine.runIsLong(0);
    card.stream.receive("x");
    expect(engine.runIsLong(0)).toBe(false);
  });
});

describe("Engine.linkChanged", () => {
  it("tells only the sockets of that card", () => {
    const { clock, card, engine, connect } = setUp();
    const other = new FakeCard(clock);
    const here = connect();
    const there = new Recorder(engine, other);
    there.socket.connect("10.0.0.1", 80);
    clock.settle();
    there.told();
    engine.linkChanged(card, false);
    expect([here.told(), there.told()]).toEqual([["broken: link"], []]);
  });

  it("bears owners that release, make and connect sockets while it tells", () => {
    const { card, engine, connect } = setUp();
    const made: Recorder[] = [];
    const owners = [0, 1, 2].map(() =>
      connect((fact) => {
        if (fact !== "broken: link") return;
        for (const owner of owners) owner.socket.release();
        const next = new Recorder(engine, card);
        made.push(next);
        next.socket.connect("10.0.0.1", 80);
      }),
    );
    card.setLink(false);
    engine.linkChanged(card, false);
    expect(owners.map((owner) => owner.told())).toEqual([["broken: link"], [], []]);
    engine.linkChanged(card, true);
    expect(made.map((owner) => owner.told())).toEqual([["linked"]]);
  });
});

describe("Engine.stop", () => {
  it("releases every socket and leaves nothing open", () => {
    const { clock, card, engine, connect } = setUp();
    connect();
    const listener = new Recorder(engine, card);
    listener.socket.many = true;
    listener.socket.listen();
    const resolving = new Recorder(engine, card);
    card.auto = false;
    resolving.socket.connect("a.test", 80);
    clock.settle();
    expect(card.open()).toHaveLength(2 + 1);
    card.listener.client();
    engine.stop();
    expect(card.open()).toEqual([]);
    expect(engine.sockets.size).toBe(0);
    expect(listener.socket.released).toBe(true);
  });
});
