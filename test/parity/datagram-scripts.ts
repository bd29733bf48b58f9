import { FULL } from "@luat/contract";
import { pattern, type Scripts } from "./world.js";

const BIGGEST = 65_507;

/** How datagrams come and go. */
export const DATAGRAM_SCRIPTS: Scripts = {
  "UDP with a peer: whole datagrams, one a read": async ({ device, outside, there }, trace) => {
    const { socket, zbuff } = device;
    const side = trace.side("device");
    const echo = await outside.bind({ host: there });
    trace.port("the peer", echo.local.port);
    const netc = socket.create(null, side.events(device));
    side.note("config", socket.config(netc, null, true));
    side.note("connect", socket.connect(netc, there, echo.local.port));
    await side.told("ON_LINE 0");
    side.note("tx", socket.tx(netc, "hello"));
    await side.told("TX_OK 0");
    const from = (await echo.rx())?.from;
    for (const text of ["first", "", "third"]) await echo.tx(text, from);
    for (let n = 0; n < 3; n++) await side.told("EVENT 0");
    const buff = zbuff.create(64);
    side.note("size", socket.rx(netc));
    side.note("rx, cut", [socket.rx(netc, buff, null, 3), buff?.query()]);
    side.note("read, empty", socket.read(netc));
    side.note("read", socket.read(netc));
    side.note("read", socket.read(netc));
    side.note("discon", socket.discon(netc));
    side.note("tx", socket.tx(netc, "late"));
    socket.release(netc);
  },
  "a UDP server hears anyone and answers who asked": async ({ device, outside, here, freePort }, trace) => {
    const { socket, str } = device;
    const side = trace.side("device");
    const port = trace.port("the server", await freePort());
    const netc = socket.create(null, side.events(device));
    socket.config(netc, port, true);
    side.note("connect", socket.connect(netc, "255.255.255.255", 0));
    await side.told("ON_LINE 0");
    for (const name of ["one", "two"]) {
      const asker = await outside.bind({ peer: { host: here, port } });
      await asker.tx(name);
      await side.told("EVENT 0");
      const [, data, addr, from] = socket.read(netc);
      trace.port(`asker ${name}`, asker.local.port);
      side.note("read", [data, addr, from]);
      side.note("tx", socket.tx(netc, `hello ${name}`, str.ipText(addr as Uint8Array), from));
      await side.told("TX_OK 0");
      trace.side("outside").note("rx", await asker.rx());
      await asker.close();
    }
    side.note("nowhere", socket.tx(netc, "to whom?"));
    await side.told("EVENT -1");
    socket.close(netc);
  },
  "to nobody: refused is told, and the socket goes on": async ({ device, outside, there, settle, freePort }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const port = trace.port("nobody", await freePort());
    const netc = socket.create(null, side.events(device));
    socket.config(netc, null, true);
    socket.connect(netc, there, port);
    await side.told("ON_LINE 0");
    side.note("tx", socket.tx(netc, "is somebody there?"));
    await side.told("TX_OK 0");
    await settle();
    side.note("state", socket.state(netc)[0]);
    const datagrams = await device.bind({ peer: { host: there, port } });
    const refused = new Promise<void>((resolve) => {
      datagrams.once("refused", (error) => {
        side.note("refused", error);
        resolve();
      });
    });
    await side.outcome("tx", datagrams.tx("is somebody there?"));
    await refused;
    const late = await outside.bind({ host: there, port });
    side.note("tx", socket.tx(netc, "and now?"));
    trace.side("outside").note("rx", (await late.rx())?.bytes);
    await side.outcome("tx", datagrams.tx("and now?"));
    trace.side("outside").note("rx", (await late.rx())?.bytes);
    side.note("state", datagrams.state);
    socket.release(netc);
  },
  "sizes, from none to the largest, and one byte more": async ({ device, outside, there, settle }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const sink = await outside.bind({ host: there });
    const peer = { host: there, port: trace.port("the peer", sink.local.port) };
    const datagrams = await device.bind({ peer });
    for (const length of [0, 1, 1_472, 9_000, BIGGEST]) {
      await side.outcome(`tx of ${length} bytes`, datagrams.tx(pattern(length)));
      trace.side("outside").note("rx", (await sink.rx())?.bytes);
    }
    await side.outcome("tx of too much", datagrams.tx(pattern(BIGGEST + 1)));
    const netc = socket.create(null, side.events(device));
    socket.config(netc, null, true);
    socket.connect(netc, there, peer.port);
    await side.told("ON_LINE 0");
    side.note("tx of too much", socket.tx(netc, pattern(BIGGEST + 1)));
    await settle();
    side.note("tx after it", socket.tx(netc, "fits"));
    await settle();
    socket.release(netc);
  },
  "too much for a card": async ({ card, outside, there }, trace) => {
    const side = trace.side("device");
    const peer = await outside.bind({ host: there });
    const datagrams = card.bind({ peer: { host: there, port: peer.local.port } }, {
      bound: () => {
        side.heard("bound");
      },
      received: () => undefined,
      sent: () => undefined,
      drained: () => undefined,
      failed: (fault, nth) => {
        side.heard("failed", ` ${nth}: ${fault.reason}`);
      },
      closed: (fault) => {
        side.heard("closed", `: ${fault?.reason}`);
      },
    });
    await side.told("bound");
    for (const length of [3, BIGGEST + 1, 4]) side.note(`send ${length}`, datagrams.send(pattern(length)) !== FULL);
    await side.told("failed");
    side.note("send 100000", datagrams.send(pattern(100_000)) !== FULL);
    await side.told("failed");
    for (let n = 0; n < 2; n++) trace.side("outside").note("rx", (await peer.rx())?.bytes);
    datagrams.close();
    side.note("send after close", datagrams.send(pattern(1)));
  },
  "cut by the limit of a read, the rest of a datagram is gone": async ({ device, outside, there, settle }, trace) => {
    const { socket, zbuff } = device;
    const side = trace.side("device");
    const peer = await outside.bind({ host: there });
    const netc = socket.create(null, side.events(device));
    socket.config(netc, null, true);
    socket.connect(netc, there, trace.port("the peer", peer.local.port));
    await side.told("ON_LINE 0");
    socket.tx(netc, "where are you?");
    const from = (await peer.rx())?.from;
    for (const text of ["first one", "second one", "third one", "fourth one", "fifth one"]) await peer.tx(text, from);
    for (let n = 0; n < 5; n++) await side.told("EVENT 0");
    await settle();
    const buff = zbuff.create(8);
    side.note("size", socket.rx(netc));
    side.note("wait", socket.wait(netc));
    side.note("rx 5", [socket.rx(netc, buff, null, 5), buff?.query()]);
    side.note("rx 0", [socket.rx(netc, buff, null, 0), buff?.query()]);
    side.note("read 3", socket.read(netc, 3));
    side.note("read 100", socket.read(netc, 100));
    side.note("wait", socket.wait(netc));
    side.note("rx, which grows the zbuff", [socket.rx(netc, buff), buff?.query()]);
    side.note("rx of nothing", socket.rx(netc, buff));
    side.note("wait", socket.wait(netc));
    socket.release(netc);
  },
  "who is not the peer is not heard, though it can be sent to": async ({ device, outside, there, here, settle, freePort }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const [peer, stranger] = [await outside.bind({ host: there }), await outside.bind({ host: there })];
    trace.port("the peer", peer.local.port);
    trace.port("the stranger", stranger.local.port);
    const port = trace.port("the device", await freePort());
    const netc = socket.create(null, side.events(device));
    socket.config(netc, port, true);
    socket.connect(netc, there, peer.local.port);
    await side.told("ON_LINE 0");
    await stranger.tx("psst", { host: here, port });
    await settle();
    side.note("rx", socket.rx(netc));
    side.note("tx to the stranger", socket.tx(netc, "hello stranger", there, stranger.local.port));
    trace.side("stranger").note("rx", await stranger.rx());
    await stranger.tx("psst again", { host: here, port });
    await peer.tx("from the peer", { host: here, port });
    await side.told("EVENT 0");
    await settle();
    side.note("read", socket.read(netc));
    side.note("read", socket.read(netc));
    side.note("tx to the peer", socket.tx(netc, "hello peer"));
    trace.side("peer").note("rx", await peer.rx());
    socket.release(netc);
  },
  "a broadcast reaches all that are bound without a host": async ({ device, outside, here, broadcast, settle, freePort }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const port = trace.port("the device", await freePort());
    const netc = socket.create(null, side.events(device));
    socket.config(netc, port, true);
    socket.connect(netc, "255.255.255.255", 0);
    await side.told("ON_LINE 0");
    const deaf = await outside.bind({ host: here });
    const asker = await outside.bind();
    trace.port("the asker", asker.local.port);
    await asker.tx("who is there?", { host: broadcast, port });
    await side.told("EVENT 0");
    side.note("read", socket.read(netc));
    await asker.tx("and you?", { host: broadcast, port: deaf.local.port });
    await settle();
    const patience = new AbortController();
    const waiting = trace.side("outside").outcome("rx", deaf.rx({ signal: patience.signal }));
    patience.abort(new Error("nothing came"));
    await waiting;
    socket.release(netc);
  },
  "ports in use, beside TCP, and free again": async ({ device, outside, there, freePort }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const port = trace.port("the first", await freePort());
    const first = await outside.bind({ host: there, port });
    await side.outcome("bind", device.bind({ host: there, port }));
    const netc = socket.create(null, side.events(device));
    socket.config(netc, port, true);
    side.note("connect", socket.connect(netc, there, port));
    await side.told("ON_LINE -1");
    socket.close(netc);
    const listener = await device.listen({ host: there, port });
    side.note("a listener may have it");
    await listener.close();
    await first.close();
    side.note("connect", socket.connect(netc, there, port));
    await side.told("ON_LINE 0");
    socket.release(netc);
    await side.outcome("an address of another", device.bind({ host: "203.0.113.7" }));
    const reading = side.outcome("rx", first.rx());
    await reading;
    await side.outcome("tx", first.tx("late", { host: there, port }));
  },
  "datagrams over IPv6": async ({ device, outside, freePort }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const echo = await outside.bind({ host: "::1" });
    const port = trace.port("the peer", echo.local.port);
    const netc = socket.create(null, side.events(device));
    socket.config(netc, trace.port("the device", await freePort()), true);
    side.note("connect", socket.connect(netc, "::1", port));
    await side.told("ON_LINE 0");
    side.note("tx", socket.tx(netc, "over six"));
    const asked = await echo.rx();
    trace.side("outside").note("rx", asked);
    await echo.tx("answer", asked?.from);
    await side.told("EVENT 0");
    side.note("read", socket.read(netc));
    socket.release(netc);
    await side.outcome("a peer of the other kind", device.bind({ host: "127.0.0.1", peer: { host: "::1", port } }));
  },
};
