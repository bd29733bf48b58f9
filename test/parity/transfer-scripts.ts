import { FULL } from "@luat/contract";
import { connectCards } from "./card-end.js";
import { accepted, pattern, readExactly, type Scripts } from "./world.js";

const MEBIBYTE = 1_048_576;
const PIECE = 65_536;

/** How bytes get from one side to the other. */
export const TRANSFER_SCRIPTS: Scripts = {
  "echo, then discon and connect again": async ({ device, outside, there }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there });
    const netc = socket.create(null, side.events(device));
    side.note("config", socket.config(netc));
    for (let round = 0; round < 2; round++) {
      side.note("connect", socket.connect(netc, there, server.local.port));
      side.note("connect again", socket.connect(netc, there, server.local.port));
      const peer = await accepted(server);
      await side.told("ON_LINE 0");
      side.note("tx", socket.tx(netc, "hello"));
      await side.told("TX_OK 0");
      await peer.tx((await peer.rx()) ?? "");
      await side.told("EVENT 0");
      side.note("rx", socket.rx(netc));
      side.note("read 2", socket.read(netc, 2));
      side.note("read", socket.read(netc));
      side.note("wait", socket.wait(netc));
      side.note("discon", socket.discon(netc));
      await peer.close();
      await side.told("CLOSED 0");
      side.note("state", socket.state(netc));
    }
    socket.release(netc);
    side.note("state", socket.state(netc));
  },
  "a mebibyte each way at once, read in small pieces": async ({ device, outside, there }, trace) => {
    const server = await outside.listen({ port: 0, host: there });
    const connection = await device.connect({ host: there, port: server.local.port });
    const peer = await accepted(server);
    const [up, down] = [pattern(MEBIBYTE, 1), pattern(MEBIBYTE, 2)];
    const sending = [connection.tx(up, { until: "sent" }), peer.tx(down, { until: "sent" })];
    const [got, gotThere] = await Promise.all([readExactly(connection, MEBIBYTE, 7_777), readExactly(peer, MEBIBYTE, 50_000), ...sending]);
    trace.side("device").note("rx", [got, connection.bytesIn, connection.bytesOut]);
    trace.side("outside").note("rx", [gotThere, peer.bytesIn, peer.bytesOut]);
    await Promise.all([connection.close(), peer.close()]);
  },
  "full, drained when the peer reads, and sent again": async ({ device, outside, there }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there });
    const netc = socket.create(null, side.events(device));
    socket.connect(netc, there, server.local.port);
    const peer = await accepted(server);
    await side.told("ON_LINE 0");
    const piece = pattern(PIECE);
    let taken = 0;
    for (;;) {
      const answer = socket.tx(netc, piece);
      if (answer[1] === true) {
        side.note("full at last", answer);
        break;
      }
      taken += piece.length;
    }
    side.note("wait", socket.wait(netc));
    const gotThere = await readExactly(peer, taken);
    await side.told("EVENT 0");
    side.note("tx again", socket.tx(netc, piece));
    await side.told("TX_OK 0");
    const last = await readExactly(peer, piece.length);
    trace.side("outside").note("all came, and the last", [gotThere.every((byte, i) => byte === piece[i % piece.length]), last]);
    socket.discon(netc);
    await peer.close();
    await side.told("CLOSED 0");
  },
  "full and drained between cards": async (world, trace) => {
    const { mine, theirs } = await connectCards(world, trace);
    const piece = pattern(PIECE);
    theirs.stream.pause();
    // How much is under way until it is full is each system's own affair.
    theirs.isCounting = false;
    let taken = 0;
    while (mine.stream.send(piece) !== FULL) taken += piece.length;
    mine.note("full, with bytes queued", mine.stream.queued > 0);
    await world.settle();
    mine.note("full still", mine.stream.send(piece));
    theirs.note("resume");
    theirs.stream.resume();
    await mine.told("drained");
    mine.note("room again", mine.stream.send(pattern(3)) !== FULL);
    await theirs.has(taken + 3);
    theirs.note("all came", theirs.length === taken + 3);
    mine.stream.destroy("reset");
    await theirs.told("closed");
  },
  "paused and resumed between cards": async (world, trace) => {
    const { mine, theirs } = await connectCards(world, trace);
    mine.stream.pause();
    theirs.stream.send(pattern(200_000));
    theirs.stream.finish();
    await world.settle();
    mine.note("resume");
    mine.stream.resume();
    await mine.told("ended");
    mine.stream.send(pattern(10));
    mine.stream.finish();
    await mine.told("closed");
    await theirs.told("closed");
  },
  "what came is kept, and read as one likes": async ({ device, outside, there, settle }, trace) => {
    const { socket, zbuff } = device;
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there });
    const netc = socket.create(null, side.events(device));
    socket.connect(netc, there, server.local.port);
    const peer = await accepted(server);
    await side.told("ON_LINE 0");
    await peer.tx("0123456789abcdef");
    await side.told("EVENT 0");
    await settle();
    const buff = zbuff.create(4);
    side.note("size", socket.rx(netc));
    side.note("size at most 3", socket.rx(netc, null, null, 3));
    side.note("rx 0", socket.rx(netc, buff, null, 0));
    side.note("rx 3", [socket.rx(netc, buff, null, 3), buff?.query()]);
    side.note("read 2", socket.read(netc, 2));
    side.note("wait with bytes left", socket.wait(netc));
    side.note("rx, which grows the zbuff", [socket.rx(netc, buff), buff?.query()]);
    side.note("rx with nothing left", socket.rx(netc, buff));
    side.note("read with nothing left", socket.read(netc));
    side.note("wait", socket.wait(netc));
    await peer.tx("more");
    await side.told("EVENT 0");
    side.note("wait", socket.wait(netc));
    side.note("read", socket.read(netc));
    socket.release(netc);
    await trace.side("outside").outcome("rx", peer.rx());
    await peer.close();
  },
  "text, numbers, bytes, zbuffs, and nothing at all": async ({ device, outside, there, settle }, trace) => {
    const { socket, zbuff } = device;
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there });
    const netc = socket.create(null, side.events(device));
    socket.connect(netc, there, server.local.port);
    const peer = await accepted(server);
    await side.told("ON_LINE 0");
    const buff = zbuff.create(16);
    buff?.write("zbuff");
    const kinds = { text: "grüße", number: 3.5, bytes: Uint8Array.of(0, 255, 10), zbuff: buff ?? "" };
    for (const [kind, data] of Object.entries(kinds)) {
      side.note(`tx ${kind}`, socket.tx(netc, data));
      await side.told("TX_OK 0");
    }
    trace.side("outside").note("rx", await readExactly(peer, 7 + 3 + 3 + 5));
    side.note("tx nothing", socket.tx(netc, ""));
    await settle();
    side.note("two at once", [socket.tx(netc, "one"), socket.tx(netc, "two")]);
    await side.told("TX_OK 0");
    trace.side("outside").note("rx", await readExactly(peer, 6));
    await settle();
    socket.release(netc);
    peer.abort();
  },
  "reading in every way of the Promise face": async ({ device, outside, there }, trace) => {
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there });
    const connection = await device.connect({ host: there, port: server.local.port });
    const peer = await accepted(server);
    await peer.tx("one two three four five");
    side.note("wait", await connection.wait());
    side.note("rx 4", await connection.rx({ max: 4 }));
    const target = new Uint8Array(4);
    side.note("rx into bytes", [await connection.rx(target), target]);
    const buff = device.zbuff.create(2);
    if (buff !== undefined) side.note("rx into a zbuff", [await connection.rx(buff, { max: 6 }), buff.query()]);
    const seen: number[] = [];
    await connection.consume((view) => {
      seen.push(...view);
      return seen.length < 5;
    });
    side.note("consume", Uint8Array.from(seen.slice(0, 5)));
    await peer.tx("the end");
    await peer.close({ timeout: 1 }).catch(() => undefined);
    const rest: number[] = [...seen.slice(5)];
    for await (const bytes of connection) rest.push(...bytes);
    side.note("the rest", Uint8Array.from(rest));
    side.note("rx after it", await connection.rx());
    side.note("rx into bytes after it", await connection.rx(target));
    side.note("wait after it", await connection.wait());
    await side.outcome("close", connection.close());
  },
};
