import { createCorelib } from "@luat/corelib";
import { MAX_DATAGRAM, silentLog } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { STATES } from "../../src/ids.js";
import { rig } from "../rig.js";

const { zbuff } = createCorelib({ log: silentLog });
const shown = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
/** 10.0.0.1, the peer, as `rx` tells it. */
const PEER = Uint8Array.of(0, 10, 0, 0, 1);
const [TAKEN, FULL, FAILED] = [
  [true, false, false],
  [true, true, true],
  [false, false, false],
];

describe("socket.tx with UDP", () => {
  it("sends each call as one datagram to the peer, and TX_OK 0 follows", () => {
    const { socket, card, bound, settle, told } = rig();
    const [ctrl, low] = bound();
    const buff = zbuff.create(16);
    buff.write("zb");
    for (const data of ["text", 12345, bytesOf("bytes"), buff]) {
      expect([socket.tx(ctrl, data), told()]).toEqual([TAKEN, []]);
      settle();
      expect(told()).toEqual(["TX_OK 0"]);
    }
    expect(low.texts).toEqual(["10.0.0.1:80 text", "10.0.0.1:80 12345", "10.0.0.1:80 bytes", "10.0.0.1:80 zb"]);
    expect([buff.used(), card.misuse]).toEqual([2, []]);
  });

  it("sends to a literal address, as text or as integer, with the port given", () => {
    const { socket, card, bound } = rig();
    const [ctrl, low] = bound();
    expect(socket.tx(ctrl, "a", "10.0.0.7", 7)).toEqual(TAKEN);
    expect(socket.tx(ctrl, "b", 0x0800000a, 8, 1)).toEqual(TAKEN);
    expect(socket.tx(ctrl, "c", -1, "9" as never)).toEqual(TAKEN);
    expect(socket.tx(ctrl, "d", "fd00::1", 10)).toEqual(TAKEN);
    expect(low.texts).toEqual(["10.0.0.7:7 a", "10.0.0.8:8 b", "255.255.255.255:9 c", "[fd00::1]:10 d"]);
    expect(card.misuse).toEqual([]);
  });

  it("sends to the peer without an address, and with a name or what is none, which the log tells; the port is ignored", () => {
    const { socket, bound, lines } = rig();
    const [ctrl, low] = bound();
    expect(socket.tx(ctrl, "a", null, 9)).toEqual(TAKEN);
    expect(lines).toEqual([]);
    for (const ip of ["a.test", "300.1.1.1", ""]) expect(socket.tx(ctrl, "b", ip, 9)).toEqual(TAKEN);
    expect(low.texts).toEqual(["10.0.0.1:80 a", "10.0.0.1:80 b", "10.0.0.1:80 b", "10.0.0.1:80 b"]);
    expect(lines[0]).toBe('warn socket tx: ip is "a.test", which is no literal address; it goes to the peer of connect');
    expect(lines).toHaveLength(3);
  });

  it("sends anywhere when there is no peer", () => {
    const { socket, card, bound } = rig();
    const [ctrl, low] = bound(undefined, "255.255.255.255", 0);
    expect(socket.tx(ctrl, "a", "10.0.0.7", 7)).toEqual(TAKEN);
    expect([low.texts, card.misuse]).toEqual([["10.0.0.7:7 a"], []]);
  });

  it.each([
    ["to an address without a port", "x", "10.0.0.7", null, "the datagram has no address with a port to go to"],
    ["to an address with a port out of range", "x", "10.0.0.7", 65_536, "the datagram has no address with a port to go to"],
    ["of more bytes than a datagram holds", new Uint8Array(MAX_DATAGRAM + 1), null, null, "data has 65508 bytes; expected 65507 at most with UDP"],
  ] as const)("%s: fails, and breaks the socket, which is told later", (_title, data, ip, port, line) => {
    const { socket, card, bound, settle, lines, told, state } = rig();
    const [ctrl, low] = bound();
    low.receive("rest");
    told();
    expect(socket.tx(ctrl, data, ip, port)).toEqual(FAILED);
    expect([lines, told()]).toEqual([[`warn socket tx: ${line}`], []]);
    settle();
    expect([told(), state(ctrl), socket.tx(ctrl, "x"), low.wire]).toEqual([["EVENT -1"], STATES.ONLINE, FAILED, []]);
    expect(socket.connect(ctrl, "10.0.0.1", 80)).toEqual([false, false]);
    expect(shown(socket.read(ctrl)[1])).toBe("rest");
    expect([socket.read(ctrl), card.misuse]).toEqual([[false], []]);
    socket.close(ctrl);
    expect(socket.connect(ctrl, "10.0.0.1", 80)).toEqual([true, false]);
  });

  it("without an address where there is no peer: fails, and breaks the socket, and the log says why both times", () => {
    const { socket, card, bound, settle, told, lines } = rig();
    const [ctrl] = bound(undefined, "255.255.255.255", 0);
    socket.debug(ctrl, true);
    lines.length = 0;
    expect(socket.tx(ctrl, "x")).toEqual(FAILED);
    settle();
    expect([told(), card.misuse]).toEqual([["EVENT -1"], []]);
    const why = "the datagram has no address with a port to go to";
    expect(lines.filter((line) => line.includes("warn")).map((line) => line.replace(/ \[.*/, ""))).toEqual([
      expect.stringContaining(`tx: ${why}`) as unknown,
      `warn socket ${String(ctrl)} broken: connection broken, ${why}`,
    ]);
  });

  it("sends nothing any more once it is to break, and breaks once", () => {
    const { socket, card, bound, settle, told } = rig();
    const [ctrl, low] = bound(undefined, "255.255.255.255", 0);
    expect(socket.tx(ctrl, "x")).toEqual(FAILED);
    expect(socket.tx(ctrl, "x")).toEqual(FAILED);
    expect(socket.tx(ctrl, "x", "10.0.0.7", 7)).toEqual(FAILED);
    settle();
    expect([told(), low.texts, card.misuse]).toEqual([["EVENT -1"], [], []]);
  });

  it("fails before the connection, after a break and after close, and tells nothing", () => {
    const { socket, card, bound, make, settle, told } = rig();
    const fresh = make();
    socket.config(fresh, null, true);
    const [broken, low] = bound();
    low.fail({ reason: "broken" });
    const [closed] = bound();
    socket.close(closed);
    const [ended] = bound();
    socket.discon(ended);
    settle();
    told();
    for (const ctrl of [fresh, broken, closed, ended]) expect(socket.tx(ctrl, "x", "10.0.0.7", 7)).toEqual(FAILED);
    settle();
    expect([told(), card.misuse]).toEqual([[], []]);
  });

  it("fails while it binds, and lets that go on, whatever is wrong with the datagram", () => {
    const { socket, make, settle, told, lines } = rig();
    const ctrl = make();
    socket.config(ctrl, null, true);
    socket.connect(ctrl, "10.0.0.1", 0);
    expect([socket.tx(ctrl, "x"), socket.tx(ctrl, "x", "10.0.0.7", 7)]).toEqual([FAILED, FAILED]);
    settle();
    expect([told(), lines]).toEqual([["ON_LINE 0"], []]);
  });

  it("throws a TypeError for data, ip and port of a wrong type", () => {
    const { socket, bound } = rig();
    const [ctrl, low] = bound();
    for (const data of [null, undefined, true, {}]) expect(() => socket.tx(ctrl, data as never)).toThrow("socket.tx: data is");
    for (const ip of [true, {}, 1.5]) expect(() => socket.tx(ctrl, "x", ip as never, 7)).toThrow("socket.tx: ip is");
    for (const port of ["x", true, 1.5]) {
      expect(() => socket.tx(ctrl, "x", "10.0.0.7", port as never)).toThrow("socket.tx: port is");
    }
    expect(low.wire).toEqual([]);
  });

  it("sends an empty datagram, and TX_OK 0 follows", () => {
    const { socket, bound, settle, told } = rig();
    const [ctrl, low] = bound();
    expect([socket.tx(ctrl, ""), socket.tx(ctrl, zbuff.create(4), "10.0.0.7", 7)]).toEqual([TAKEN, TAKEN]);
    settle();
    expect([low.texts, told()]).toEqual([["10.0.0.1:80 ", "10.0.0.7:7 "], ["TX_OK 0"]]);
  });

  it("sends the largest datagram", () => {
    const { socket, bound } = rig();
    const [ctrl, low] = bound();
    expect(socket.tx(ctrl, new Uint8Array(MAX_DATAGRAM).fill(7))).toEqual(TAKEN);
    expect([low.wire.length, low.wire[0]?.bytes.length]).toEqual([1, MAX_DATAGRAM]);
  });

  it("copies what may be changed before the card has sent it", () => {
    const { socket, card, bound } = rig();
    const [ctrl, low] = bound();
    low.slow = true;
    const [bytes, buff] = [bytesOf("bytes"), zbuff.create(4)];
    buff.write("zb");
    socket.tx(ctrl, bytes);
    socket.tx(ctrl, buff);
    bytes.fill(0);
    buff.bytes.fill(0);
    low.pass();
    expect([low.texts, card.misuse]).toEqual([["10.0.0.1:80 bytes", "10.0.0.1:80 zb"], []]);
  });

  it("tells one TX_OK for several datagrams, when the system has them all", () => {
    const { socket, bound, settle, told } = rig();
    const [ctrl, low] = bound();
    for (const data of ["a", "b", "c"]) socket.tx(ctrl, data);
    settle();
    expect(told()).toEqual(["TX_OK 0"]);
    low.slow = true;
    for (const data of ["a", "b", "c"]) socket.tx(ctrl, data);
    settle();
    low.pass(2);
    expect(told()).toEqual([]);
    low.pass();
    expect(told()).toEqual(["TX_OK 0"]);
  });

  it("tells nothing when wait was called meanwhile, and EVENT -1 when it breaks", () => {
    const { socket, bound, settle, told } = rig();
    const [ctrl, low] = bound();
    low.slow = true;
    socket.tx(ctrl, "x");
    expect(socket.wait(ctrl)).toEqual([true, false]);
    settle();
    low.pass();
    expect(told()).toEqual([]);
    socket.tx(ctrl, "y");
    socket.wait(ctrl);
    low.fail({ reason: "link" });
    expect(told()).toEqual(["EVENT -1"]);
  });

  it("is told as TX_OK -1 when it breaks before the system has it, as after a datagram that cannot be sent", () => {
    const { socket, card, bound, settle, told } = rig();
    const [ctrl, low] = bound();
    low.slow = true;
    socket.tx(ctrl, "x");
    card.setLink(false);
    settle();
    expect(told()).toEqual(["TX_OK -1"]);
    card.setLink(true);
    const [other, far] = bound();
    far.slow = true;
    socket.tx(other, "x");
    socket.tx(other, "y", "10.0.0.7");
    settle();
    expect(told()).toEqual(["TX_OK -1"]);
  });

  it("is told as TX_OK 0, and the break as EVENT -1, when the system had it before", () => {
    const { socket, bound, settle, told } = rig();
    const [ctrl] = bound();
    socket.tx(ctrl, "x");
    socket.tx(ctrl, "y", "10.0.0.7");
    settle();
    expect(told()).toEqual(["TX_OK 0", "EVENT -1"]);
  });

  it("takes nothing when the card is full; EVENT 0 tells that there is room again", () => {
    const { socket, bound, settle, told } = rig();
    const [ctrl, low] = bound();
    low.slow = true;
    low.highWater = 2;
    expect([socket.tx(ctrl, "1"), socket.tx(ctrl, "2")]).toEqual([TAKEN, TAKEN]);
    socket.wait(ctrl);
    expect([socket.tx(ctrl, "3"), socket.tx(ctrl, "")]).toEqual([FULL, FULL]);
    settle();
    low.pass();
    expect([told(), low.wire.length, socket.tx(ctrl, "4")]).toEqual([["EVENT 0"], 2, TAKEN]);
    low.pass();
    expect(told()).toEqual(["TX_OK 0"]);
  });

  it("tells a pending TX_OK first when a card that was full drains", () => {
    const { socket, bound, told } = rig();
    const [ctrl, low] = bound();
    low.slow = true;
    low.highWater = 2;
    for (const data of ["1", "2", "3"]) socket.tx(ctrl, data);
    low.pass();
    expect(told()).toEqual(["TX_OK 0", "EVENT 0"]);
  });

  it("answers a datagram that the card could not send with TX_OK 0 and a line in the log, and the socket goes on", () => {
    const { socket, bound, told, lines } = rig();
    const [ctrl, low] = bound();
    low.slow = true;
    socket.tx(ctrl, "x");
    socket.tx(ctrl, "y");
    low.pass(2, [1]);
    expect([told(), lines]).toEqual([["TX_OK 0"], ["warn socket ctrl#1 a datagram could not be sent: host or network unreachable"]]);
    expect(socket.tx(ctrl, "z")).toEqual(TAKEN);
  });

  it("tells of a datagram that came back only in the log of debug", () => {
    const { socket, bound, told, lines } = rig();
    const [ctrl, low] = bound();
    low.bounce();
    socket.debug(ctrl, true);
    low.bounce();
    expect([told(), lines]).toEqual([[], ["debug socket ctrl#1 a datagram was sent back: connection refused [state 5 ONLINE]"]]);
    expect(socket.tx(ctrl, "x")).toEqual(TAKEN);
  });

  it("is not answered by what was sent before close", () => {
    const { socket, bound, settle, told } = rig();
    const [ctrl] = bound();
    socket.tx(ctrl, "x");
    socket.close(ctrl);
    socket.connect(ctrl, "10.0.0.1", 80);
    settle();
    expect(told()).toEqual(["ON_LINE 0"]);
  });
});

describe("socket.rx with UDP", () => {
  it("appends one datagram a call to the zbuff, and tells the sender in five or seventeen bytes", () => {
    const { socket, bound, told } = rig();
    const [ctrl, low] = bound(undefined, "255.255.255.255", 0);
    const buff = zbuff.create(4);
    buff.write("AB");
    low.receive("first", { from: { host: "192.168.1.10", port: 65_535 } });
    low.receive("second", { from: { host: "fd00::2", port: 2 } });
    expect(told()).toEqual(["EVENT 0", "EVENT 0"]);
    expect(socket.rx(ctrl, buff)).toEqual([true, 5, Uint8Array.of(0, 192, 168, 1, 10), 65_535]);
    expect([shown(buff.query()), buff.used(), buff.len()]).toEqual(["ABfirst", 7, 7]);
    expect(socket.rx(ctrl, buff)).toEqual([true, 6, Uint8Array.of(1, 0xfd, ...new Uint8Array(14), 2), 2]);
    expect([shown(buff.query()), socket.rx(ctrl, buff)]).toEqual(["ABfirstsecond", [true, 0]]);
  });

  it("keeps what the sender sent apart from the buffer it was read into", () => {
    const { socket, bound } = rig();
    const [ctrl, low] = bound();
    const buff = zbuff.create(4);
    low.receive("ab", { lent: false });
    socket.rx(ctrl, buff);
    low.receive("cd");
    expect(shown(buff.query())).toBe("ab");
  });

  it("drops what is over the limit of that datagram; 0 drops all of it, a negative or missing limit nothing", () => {
    const { socket, bound } = rig();
    const [ctrl, low] = bound();
    const buff = zbuff.create(4);
    for (const data of ["012345", "6789", "abc", "def", "ghi", "jkl"]) low.receive(data);
    expect(socket.rx(ctrl, buff, 0, 3)).toEqual([true, 3, PEER, 80]);
    expect(socket.rx(ctrl, buff, 0, 0)).toEqual([true, 0, PEER, 80]);
    expect(socket.rx(ctrl, buff, 0, 100)).toEqual([true, 3, PEER, 80]);
    expect(socket.rx(ctrl, buff, 0, -1)).toEqual([true, 3, PEER, 80]);
    expect(socket.rx(ctrl, buff, 2)).toEqual([true, 3, PEER, 80]);
    expect(socket.rx(ctrl, buff, null, 1.5)).toEqual([true, 3, PEER, 80]);
    expect([shown(buff.query()), socket.rx(ctrl, buff)]).toEqual(["012abcdefghijkl", [true, 0]]);
  });

  it("only counts the first datagram without a zbuff, up to the limit, and consumes nothing", () => {
    const { socket, bound } = rig();
    const [ctrl, low] = bound();
    low.receive("hello ");
    low.receive("world");
    for (const buff of [undefined, null, "str", 7]) expect(socket.rx(ctrl, buff as never)).toEqual([true, 6]);
    expect([socket.rx(ctrl, null, 0, 4), socket.rx(ctrl, null, 0, 100), socket.rx(ctrl, null, 0, -1)]).toEqual([
      [true, 4],
      [true, 6],
      [true, 6],
    ]);
    expect([socket.wait(ctrl), shown(socket.read(ctrl)[1])]).toEqual([[true, true], "hello "]);
  });

  it("throws a TypeError for a buff that is an object but no zbuff, once there is something to read", () => {
    const { socket, bound } = rig();
    const [ctrl, low] = bound();
    expect(socket.rx(ctrl, {} as never)).toEqual([true, 0]);
    low.receive("x");
    expect(() => socket.rx(ctrl, new Uint8Array(4) as never)).toThrow(new TypeError("socket.rx: buff is a Uint8Array; expected a zbuff, or nil"));
    expect(socket.rx(ctrl)).toEqual([true, 1]);
  });

  it("loses nothing to a zbuff that cannot grow", () => {
    const { socket, bound } = rig();
    const [ctrl, low] = bound();
    const buff = zbuff.create(4);
    buff.reserve = () => {
      throw new RangeError("too large");
    };
    low.receive("datagram");
    expect(() => socket.rx(ctrl, buff)).toThrow("too large");
    expect([buff.used(), shown(socket.read(ctrl)[1])]).toEqual([0, "datagram"]);
  });

  it("gives an empty datagram with its sender, which tells it from nothing", () => {
    const { socket, bound, told } = rig();
    const [ctrl, low] = bound();
    low.receive("");
    low.receive("x");
    expect([told(), socket.wait(ctrl), socket.rx(ctrl)]).toEqual([["EVENT 0", "EVENT 0"], [true, true], [true, 0]]);
    expect(socket.rx(ctrl, zbuff.create(4))).toEqual([true, 0, PEER, 80]);
    expect(socket.rx(ctrl, zbuff.create(4))).toEqual([true, 1, PEER, 80]);
  });

  it("takes the largest datagram", () => {
    const { socket, bound } = rig();
    const [ctrl, low] = bound();
    const buff = zbuff.create(16);
    low.receive(new Uint8Array(MAX_DATAGRAM).fill(7));
    expect(socket.rx(ctrl, buff)).toEqual([true, MAX_DATAGRAM, PEER, 80]);
    expect([buff.used(), buff.bytes.every((byte) => byte === 7)]).toEqual([MAX_DATAGRAM, true]);
  });

  it("reads all that arrived before a break, and then fails", () => {
    const { socket, bound, told } = rig();
    const [ctrl, low] = bound();
    low.receive("1");
    low.receive("2");
    low.fail({ reason: "link" });
    const buff = zbuff.create(4);
    expect([told(), socket.rx(ctrl, buff), socket.rx(ctrl, buff)]).toEqual([
      ["EVENT 0", "EVENT 0", "EVENT -1"],
      [true, 1, PEER, 80],
      [true, 1, PEER, 80],
    ]);
    expect([socket.rx(ctrl, buff), socket.rx(ctrl), socket.read(ctrl), socket.wait(ctrl)]).toEqual([[false, 0], [false, 0], [false], [false, false]]);
  });

  it("fails before the connection and after close", () => {
    const { socket, bound, make } = rig();
    const [closed, low] = bound();
    low.receive("x");
    socket.close(closed);
    const opening = make();
    socket.config(opening, null, true);
    socket.connect(opening, "10.0.0.1", 80);
    for (const ctrl of [opening, closed]) {
      expect([socket.rx(ctrl), socket.rx(ctrl, zbuff.create(4)), socket.read(ctrl), socket.wait(ctrl)]).toEqual([[false, 0], [false, 0], [false], [false, false]]);
    }
  });
});

describe("socket.read with UDP", () => {
  it("gives one datagram a call with its sender, and drops what is over len, where 0 and nil are no limit", () => {
    const { socket, bound } = rig();
    const [ctrl, low] = bound();
    for (const [len, expected] of [
      [3, "012"],
      [100, "012345"],
      [0, "012345"],
      [null, "012345"],
      [undefined, "012345"],
      [-1, "012345"],
      [1.5, "012345"],
    ] as const) {
      low.receive("012345");
      const [ok, data, addr, port] = socket.read(ctrl, len);
      expect([ok, shown(data), addr, port]).toEqual([true, expected, PEER, 80]);
      expect(socket.read(ctrl)).toEqual([true, new Uint8Array(0)]);
    }
  });

  it("gives bytes that are the caller's own, also inside of the callback", () => {
    const { socket, bound } = rig();
    const got: Uint8Array[] = [];
    const [, low] = bound((ctrl) => {
      got.push(socket.read(ctrl, 5)[1] as Uint8Array);
    });
    low.receive("first");
    low.receive("other one");
    expect(got.map(shown)).toEqual(["first", "other"]);
    expect(got[1]?.buffer.byteLength).toBe(5);
  });
});

describe("socket.wait with UDP", () => {
  it("is true from an arrival until one datagram is read, even when more are left", () => {
    const { socket, bound } = rig();
    const [ctrl, low] = bound();
    expect(socket.wait(ctrl)).toEqual([true, false]);
    low.receive("1");
    low.receive("2");
    expect([socket.wait(ctrl), socket.read(ctrl).length, socket.wait(ctrl), shown(socket.read(ctrl)[1])]).toEqual([[true, true], 4, [true, false], "2"]);
  });

  it("tells each datagram as EVENT 0, while a TX_OK stays pending", () => {
    const { socket, bound, told } = rig();
    const [ctrl, low] = bound();
    low.slow = true;
    socket.tx(ctrl, "x");
    low.receive("1");
    low.receive("2");
    low.pass();
    expect(told()).toEqual(["EVENT 0", "EVENT 0", "TX_OK 0"]);
  });

  it("fails after a break once nothing new is unread", () => {
    const { socket, bound } = rig();
    const [ctrl, low] = bound();
    low.receive("1");
    low.fail({ reason: "link" });
    expect([socket.wait(ctrl), socket.read(ctrl)[0], socket.wait(ctrl)]).toEqual([[true, true], true, [false, false]]);
  });
});
