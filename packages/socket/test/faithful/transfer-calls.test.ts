import { createCorelib } from "@luat/corelib";
import { silentLog } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { rig } from "../rig.js";

const { zbuff } = createCorelib({ log: silentLog });
const shown = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("socket.tx", () => {
  it("takes text, numbers, bytes and zbuffs, and TX_OK 0 follows", () => {
    const { socket, online, settle, told } = rig();
    const [ctrl, stream] = online();
    const buff = zbuff.create(16);
    buff.write("zb");
    for (const data of ["text", 12345, bytesOf("bytes"), buff]) {
      expect(socket.tx(ctrl, data)).toEqual([true, false, false]);
      expect(told()).toEqual([]);
      settle();
      expect(told()).toEqual(["TX_OK 0"]);
    }
    expect(stream.text).toBe("text12345byteszb");
  });

  it("ignores ip, port and flag", () => {
    const { socket, online, settle } = rig();
    const [ctrl, stream] = online();
    expect(socket.tx(ctrl, "x", "10.9.9.9", 9, 1)).toEqual([true, false, false]);
    settle();
    expect(stream.text).toBe("x");
  });

  it("tells one TX_OK for several sends, when the system has them all", () => {
    const { socket, online, settle, told } = rig();
    const [ctrl, stream] = online();
    stream.slow = true;
    socket.tx(ctrl, "x1");
    settle();
    socket.tx(ctrl, "x2");
    socket.tx(ctrl, new Uint8Array(5000));
    settle();
    stream.pass(2);
    stream.pass(100);
    expect(told()).toEqual([]);
    stream.pass();
    expect(told()).toEqual(["TX_OK 0"]);
  });

  it("tells TX_OK again for each send that comes after the last one was told", () => {
    const { socket, online, settle, told } = rig();
    let left = 3;
    const [ctrl] = online((which, event) => {
      if (event === "TX_OK" && left-- > 0) socket.tx(which, "more");
    });
    socket.tx(ctrl, "first");
    settle();
    expect(told()).toEqual(["TX_OK 0", "TX_OK 0", "TX_OK 0", "TX_OK 0"]);
  });

  it("tells TX_OK for large data too, which the system has at once, and not before it returns", () => {
    const { socket, online, settle, told } = rig();
    const [ctrl] = online();
    expect(socket.tx(ctrl, new Uint8Array(100_000))).toEqual([true, false, false]);
    expect(socket.tx(ctrl, new Uint8Array(100_000))).toEqual([true, false, false]);
    expect(told()).toEqual([]);
    settle();
    expect(told()).toEqual(["TX_OK 0"]);
  });

  it("sends nothing and tells nothing for empty data", () => {
    const { socket, online, settle, told } = rig();
    const [ctrl, stream] = online();
    expect(socket.tx(ctrl, "")).toEqual([true, false, false]);
    expect(socket.tx(ctrl, zbuff.create(10))).toEqual([true, false, false]);
    settle();
    expect([stream.text, told()]).toEqual(["", []]);
  });

  it("does not let empty data answer for what was sent before", () => {
    const { socket, online, settle, told } = rig();
    const [ctrl, stream] = online();
    stream.slow = true;
    socket.tx(ctrl, "x");
    socket.tx(ctrl, "");
    settle();
    expect(told()).toEqual([]);
    stream.pass();
    expect(told()).toEqual(["TX_OK 0"]);
  });

  it("fails before the connection, after a break, while disconnecting and after close, and tells nothing", () => {
    const { socket, make, online, settle, told } = rig();
    const fresh = make();
    const [broken, stream] = online();
    stream.fin();
    const [leaving] = online();
    socket.discon(leaving);
    const [closed] = online();
    socket.close(closed);
    settle();
    told();
    for (const ctrl of [fresh, broken, leaving, closed]) expect(socket.tx(ctrl, "x")).toEqual([false, false, false]);
    settle();
    expect(told()).toEqual([]);
  });

  it("throws a TypeError for data that cannot be sent, in any state", () => {
    const { socket, make, online } = rig();
    for (const ctrl of [make(), online()[0]]) {
      for (const data of [null, undefined, true, {}]) expect(() => socket.tx(ctrl, data as never)).toThrow(TypeError);
    }
  });

  it("takes nothing when the card is full; EVENT 0 tells that there is room again", () => {
    const { socket, online, settle, told } = rig();
    const [ctrl, stream] = online();
    stream.slow = true;
    stream.highWater = 5000;
    expect(socket.tx(ctrl, new Uint8Array(5000))).toEqual([true, false, false]);
    socket.wait(ctrl);
    expect(socket.tx(ctrl, "refused".repeat(1000))).toEqual([true, true, true]);
    expect(socket.tx(ctrl, "refused")).toEqual([true, true, true]);
    settle();
    stream.pass();
    expect(told()).toEqual(["EVENT 0"]);
    expect(socket.tx(ctrl, "again")).toEqual([true, false, false]);
    settle();
    stream.pass();
    expect([stream.text.slice(5000), told()]).toEqual(["again", ["TX_OK 0"]]);
  });

  it("tells a pending TX_OK first when a card that was full drains", () => {
    const { socket, online, settle, told } = rig();
    const [ctrl, stream] = online();
    stream.slow = true;
    stream.highWater = 5000;
    socket.tx(ctrl, new Uint8Array(5000));
    expect(socket.tx(ctrl, new Uint8Array(5000))).toEqual([true, true, true]);
    settle();
    stream.pass(4000);
    expect(told()).toEqual([]);
    stream.pass();
    expect(told()).toEqual(["TX_OK 0"]);
    expect(socket.tx(ctrl, new Uint8Array(5000))).toEqual([true, false, false]);
    expect(socket.tx(ctrl, new Uint8Array(5000))).toEqual([true, true, true]);
    stream.pass();
    expect(told()).toEqual(["TX_OK 0", "EVENT 0"]);
  });

  it("is never full inside of TX_OK, for then nothing is queued", () => {
    const { socket, online, told } = rig();
    const results: unknown[] = [];
    const [ctrl, stream] = online((which, event) => {
      if (event === "TX_OK") results.push(socket.tx(which, new Uint8Array(5000)));
    });
    stream.slow = true;
    stream.highWater = 5000;
    socket.tx(ctrl, new Uint8Array(5000));
    expect(socket.tx(ctrl, new Uint8Array(5000))).toEqual([true, true, true]);
    stream.pass();
    expect([results, told()]).toEqual([[[true, false, false]], ["TX_OK 0"]]);
  });

  it("tells TX_OK for what was gathered when the card was full", () => {
    const { socket, online, settle, told } = rig();
    const [ctrl, stream] = online();
    stream.slow = true;
    stream.highWater = 5000;
    socket.tx(ctrl, new Uint8Array(5000));
    expect(socket.tx(ctrl, "gathered")).toEqual([true, false, false]);
    settle();
    stream.slow = false;
    stream.pass();
    settle();
    expect(told()).toContain("TX_OK 0");
    expect(stream.text.slice(5000)).toBe("gathered");
  });

  it("is told as TX_OK -1 when the connection breaks before the system has it", () => {
    for (const end of ["fin", "reset", "link"]) {
      const { socket, card, online, settle, told } = rig();
      const [ctrl, stream] = online();
      stream.slow = true;
      socket.tx(ctrl, "lost");
      settle();
      if (end === "fin") stream.fin();
      else if (end === "reset") stream.fail({ reason: "reset" });
      else card.setLink(false);
      settle();
      expect(told()).toEqual(["TX_OK -1"]);
    }
  });

  it("is told as TX_OK 0, and the break as EVENT -1, when the system had it before", () => {
    const { socket, online, settle, told } = rig();
    const [ctrl, stream] = online();
    socket.tx(ctrl, new Uint8Array(5000));
    stream.fin();
    settle();
    expect(told()).toEqual(["TX_OK 0", "EVENT -1"]);
  });

  it("cancelled by wait, is told as EVENT -1 when the connection breaks", () => {
    const { socket, online, settle, told } = rig();
    const [ctrl, stream] = online();
    stream.slow = true;
    socket.tx(ctrl, "lost");
    expect(socket.wait(ctrl)).toEqual([true, false]);
    settle();
    stream.pass();
    expect(told()).toEqual([]);
    stream.fail({ reason: "reset" });
    expect(told()).toEqual(["EVENT -1"]);
  });

  it("stays pending while bytes arrive, which are told as EVENT 0", () => {
    const { socket, online, settle, told } = rig();
    const [ctrl, stream] = online();
    stream.slow = true;
    socket.tx(ctrl, "x");
    settle();
    stream.receive("in");
    stream.receive("in");
    stream.pass();
    expect(told()).toEqual(["EVENT 0", "EVENT 0", "TX_OK 0"]);
  });

  it("is not answered by what an earlier tx sent, though that is told late", () => {
    const { socket, online, settle, told } = rig();
    const [ctrl, stream] = online();
    const [other] = online();
    stream.slow = true;
    socket.tx(ctrl, "one");
    settle();
    // A message that waits lets the next ones queue behind it.
    socket.tx(other, new Uint8Array(5000));
    stream.pass();
    socket.tx(ctrl, "two");
    settle();
    expect(told()).toEqual(["TX_OK 0"]);
    stream.pass();
    expect(told()).toEqual(["TX_OK 0"]);
  });

  it("is not answered by what was sent before close", () => {
    const { socket, online, settle, told } = rig();
    const [ctrl] = online();
    socket.tx(ctrl, new Uint8Array(5000));
    socket.close(ctrl);
    socket.connect(ctrl, "10.0.0.1", 80);
    settle();
    expect(told()).toEqual(["ON_LINE 0"]);
  });
});

describe("socket.rx", () => {
  it("appends to the zbuff, which grows to just what is needed", () => {
    const { socket, online } = rig();
    const [ctrl, stream] = online();
    const buff = zbuff.create(4);
    buff.write("AB");
    stream.receive("ZBUFFDATA");
    expect(socket.rx(ctrl, buff)).toEqual([true, 9, undefined, undefined]);
    expect([shown(buff.query()), buff.used(), buff.len()]).toEqual(["ABZBUFFDATA", 11, 11]);
    expect(socket.rx(ctrl, buff)).toEqual([true, 0]);
  });

  it("only counts without a zbuff, and consumes nothing", () => {
    const { socket, online } = rig();
    const [ctrl, stream] = online();
    stream.receive("hello ");
    stream.receive("world");
    for (const buff of [undefined, null, "str", 7]) expect(socket.rx(ctrl, buff as never)).toEqual([true, 11]);
    expect(socket.wait(ctrl)).toEqual([true, true]);
    expect(shown(socket.read(ctrl)[1])).toBe("hello world");
  });

  it("takes at most `limit` bytes and keeps the rest; a negative or missing limit is none", () => {
    const { socket, online } = rig();
    const [ctrl, stream] = online();
    const buff = zbuff.create(16);
    stream.receive("0123456789");
    expect(socket.rx(ctrl, buff, 0, 0)).toEqual([true, 0]);
    expect(socket.rx(ctrl, null, 0, 4)).toEqual([true, 4]);
    expect(socket.rx(ctrl, buff, 0, 4)).toEqual([true, 4, undefined, undefined]);
    expect(socket.rx(ctrl, buff, 0, 100)).toEqual([true, 6, undefined, undefined]);
    stream.receive("ab");
    expect(socket.rx(ctrl, buff, 0, -1)).toEqual([true, 2, undefined, undefined]);
    stream.receive("cd");
    expect(socket.rx(ctrl, buff, 2)).toEqual([true, 2, undefined, undefined]);
    stream.receive("ef");
    expect(socket.rx(ctrl, buff, null, 1.5)).toEqual([true, 2, undefined, undefined]);
    expect(shown(buff.query())).toBe("0123456789abcdef");
  });

  it("fails where nothing is connected", () => {
    const { socket, card, make, listening, online } = rig();
    const server = listening();
    const fresh = make();
    const [leaving, stream] = online();
    stream.receive("x");
    socket.discon(leaving);
    card.auto = false;
    const connecting = make();
    socket.connect(connecting, "10.0.0.1", 80);
    const buff = zbuff.create(1);
    for (const ctrl of [fresh, connecting, server, leaving]) {
      expect([socket.rx(ctrl), socket.rx(ctrl, buff), socket.read(ctrl)]).toEqual([[false, 0], [false, 0], [false]]);
      expect(socket.wait(ctrl)).toEqual([false, false]);
    }
  });

  it("throws a TypeError for a buff that is an object but no zbuff, once there is something to read", () => {
    const { socket, online } = rig();
    const [ctrl, stream] = online();
    expect(socket.rx(ctrl, {} as never)).toEqual([true, 0]);
    stream.receive("x");
    expect(() => socket.rx(ctrl, new Uint8Array(4) as never)).toThrow(
      new TypeError("socket.rx: buff is a Uint8Array; expected a zbuff, or nil"),
    );
    expect(socket.rx(ctrl)).toEqual([true, 1]);
  });

  it("reads all that arrived before a break, and then fails", () => {
    const { socket, online } = rig();
    const [ctrl, stream] = online();
    stream.receive("0123456789");
    stream.fail({ reason: "reset" });
    const buff = zbuff.create(4);
    expect(socket.rx(ctrl, null)).toEqual([true, 10]);
    expect(socket.rx(ctrl, buff, 0, 4)).toEqual([true, 4, undefined, undefined]);
    expect(shown(socket.read(ctrl, 2)[1])).toBe("45");
    expect(socket.rx(ctrl, buff)).toEqual([true, 4, undefined, undefined]);
    expect([socket.rx(ctrl, buff), socket.rx(ctrl), socket.read(ctrl)]).toEqual([[false, 0], [false, 0], [false]]);
  });
});

describe("socket.rx and read with TLS", () => {
  it("give one record a call", () => {
    const { socket, secured, told } = rig();
    const [ctrl, stream] = secured();
    const buff = zbuff.create(4);
    for (const record of ["first", "second", "third"]) stream.receive(record);
    expect([told(), socket.rx(ctrl)]).toEqual([["EVENT 0", "EVENT 0", "EVENT 0"], [true, 5]]);
    expect(socket.rx(ctrl, buff)).toEqual([true, 5, undefined, undefined]);
    expect(shown(buff.query())).toBe("first");
    expect([shown(socket.read(ctrl)[1]), shown(socket.read(ctrl)[1]), shown(socket.read(ctrl)[1])]).toEqual(["second", "third", ""]);
    expect(socket.rx(ctrl, buff)).toEqual([true, 0]);
  });

  it("leave the rest of a record over the limit for the next call", () => {
    const { socket, secured } = rig();
    const [ctrl, stream] = secured();
    const buff = zbuff.create(4);
    stream.receive("0123456789");
    stream.receive("next");
    expect(socket.rx(ctrl, buff, 0, 4)).toEqual([true, 4, undefined, undefined]);
    expect([socket.rx(ctrl), shown(socket.read(ctrl, 2)[1]), socket.rx(ctrl, null, 0, 3)]).toEqual([[true, 6], "45", [true, 3]]);
    expect(socket.rx(ctrl, buff, 0, 100)).toEqual([true, 4, undefined, undefined]);
    expect([shown(buff.query()), shown(socket.read(ctrl, 100)[1])]).toEqual(["01236789", "next"]);
  });

  it("give what arrives inside of the callback as one record too, behind those that are unread", () => {
    const { socket, secured } = rig();
    const got: string[] = [];
    const [, stream] = secured((ctrl) => {
      if (got.length > 0) got.push(shown(socket.read(ctrl)[1]));
      else got.push("");
    });
    for (const record of ["a", "b", "c"]) stream.receive(record);
    expect(got).toEqual(["", "a", "b"]);
  });

  it("give every record that came before a break, one by one", () => {
    const { socket, secured } = rig();
    const [ctrl, stream] = secured();
    stream.receive("a");
    stream.receive("b");
    stream.fin();
    expect([shown(socket.read(ctrl)[1]), shown(socket.read(ctrl)[1]), socket.read(ctrl)]).toEqual(["a", "b", [false]]);
  });

  it("are those of plain TCP again after a config without TLS", () => {
    const { socket, card, secured, settle } = rig();
    const [ctrl] = secured();
    socket.close(ctrl);
    socket.config(ctrl);
    socket.connect(ctrl, "10.0.0.1", 80);
    settle();
    card.stream.receive("a");
    card.stream.receive("b");
    expect(shown(socket.read(ctrl)[1])).toBe("ab");
  });
});

describe("socket.tx with TLS", () => {
  it("ignores ip and port, sends nothing for empty data, and TX_OK 0 follows", () => {
    const { socket, secured, settle, told } = rig();
    const [ctrl, stream] = secured();
    expect(socket.tx(ctrl, "")).toEqual([true, false, false]);
    settle();
    expect(told()).toEqual([]);
    expect(socket.tx(ctrl, "x", "10.9.9.9", 9)).toEqual([true, false, false]);
    settle();
    expect([stream.text, told()]).toEqual(["x", ["TX_OK 0"]]);
  });
});

describe("socket.read", () => {
  it("gives all, or at most len bytes, where 0 and nil are no limit", () => {
    const { socket, online } = rig();
    const [ctrl, stream] = online();
    const read = (len?: number | null): string => shown(socket.read(ctrl, len)[1]);
    stream.receive("abcdef");
    expect([read(3), read(10), read(10), read()]).toEqual(["abc", "def", "", ""]);
    for (const len of [0, null, undefined, -1, 1.5]) {
      stream.receive("12345");
      expect(read(len)).toBe("12345");
    }
  });

  it("gives bytes that are the caller's own", () => {
    const { socket, online } = rig();
    const got: Uint8Array[] = [];
    const [, stream] = online((ctrl) => {
      got.push(socket.read(ctrl)[1] as Uint8Array);
    });
    stream.receive("first");
    stream.receive("other");
    expect(got.map(shown)).toEqual(["first", "other"]);
  });
});

describe("socket.wait", () => {
  it("is true while something arrived since the last read; counting is no reading", () => {
    const { socket, online } = rig();
    const [ctrl, stream] = online();
    const buff = zbuff.create(8);
    expect(socket.wait(ctrl)).toEqual([true, false]);
    stream.receive("hello");
    expect([socket.wait(ctrl), socket.wait(ctrl)]).toEqual([
      [true, true],
      [true, true],
    ]);
    socket.rx(ctrl);
    socket.rx(ctrl, buff, 0, 0);
    expect(socket.wait(ctrl)).toEqual([true, true]);
  });

  it("is false again after any read that found data, even one that left some", () => {
    const { socket, online } = rig();
    const [ctrl, stream] = online();
    const buff = zbuff.create(8);
    stream.receive("hello");
    socket.rx(ctrl, buff, 0, 2);
    expect([socket.wait(ctrl), socket.rx(ctrl)]).toEqual([
      [true, false],
      [true, 3],
    ]);
    stream.receive("!");
    socket.read(ctrl, 1);
    expect(socket.wait(ctrl)).toEqual([true, false]);
    stream.receive("?");
    expect(socket.wait(ctrl)).toEqual([true, true]);
  });

  it("fails where nothing is connected, and after a break once nothing new is unread", () => {
    const { socket, make, online } = rig();
    expect(socket.wait(make())).toEqual([false, false]);
    const [ctrl, stream] = online();
    stream.receive("rest");
    stream.fin();
    expect(socket.wait(ctrl)).toEqual([true, true]);
    socket.read(ctrl, 1);
    expect(socket.wait(ctrl)).toEqual([false, false]);
    expect(shown(socket.read(ctrl)[1])).toBe("est");
  });
});
