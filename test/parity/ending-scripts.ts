import type { Connection } from "@luat/libnet";
import { connectCards } from "./card-end.js";
import type { Side } from "./trace.js";
import { accepted, pattern, readAll, type Scripts } from "./world.js";

/** Writes down the events of a connection. */
function follow(side: Side, connection: Connection): void {
  connection.on("end", () => {
    side.heard("end", `, ${connection.state}`);
  });
  connection.on("close", (end) => {
    side.note("close", end);
    side.heard(`close ${end.kind}`, `, ${connection.state}`);
  });
}

/** How connections end. */
export const ENDING_SCRIPTS: Scripts = {
  "the peer sends and ends": async ({ device, outside, there }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there });
    const netc = socket.create(null, side.events(device));
    socket.connect(netc, there, server.local.port);
    const peer = await accepted(server);
    await side.told("ON_LINE 0");
    await peer.tx("last words");
    await side.told("EVENT 0");
    void peer.close();
    await side.told("EVENT -1");
    side.note("tx", socket.tx(netc, "late"));
    side.note("wait", socket.wait(netc));
    side.note("read", socket.read(netc));
    side.note("read", socket.read(netc));
    side.note("discon", socket.discon(netc));
    await side.told("CLOSED 0");
  },
  "the peer resets": async ({ device, outside, there }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there });
    const netc = socket.create(null, side.events(device));
    socket.connect(netc, there, server.local.port);
    const peer = await accepted(server);
    await side.told("ON_LINE 0");
    peer.abort();
    await side.told("EVENT -1");
    side.note("rx", socket.rx(netc));
    side.note("discon", socket.discon(netc));
    await side.told("CLOSED 0");
  },
  "the peer resets while this side reads": async ({ device, outside, there }, trace) => {
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there });
    const connection = await device.connect({ host: there, port: trace.port("the server", server.local.port) });
    follow(side, connection);
    const peer = await accepted(server);
    await peer.tx("some");
    side.note("rx", await connection.rx());
    const reading = side.outcome("rx", connection.rx());
    peer.abort();
    await reading;
    side.note("state", connection.state);
    await side.outcome("rx", connection.rx());
    await side.outcome("tx", connection.tx("late"));
    await side.outcome("wait", connection.wait());
    await side.outcome("flushed", connection.flushed());
    await side.outcome("close", connection.close());
  },
  "the peer resets while this side writes": async ({ device, outside, there }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there });
    const tell = side.events(device);
    // How often it is told that there is room, until nothing goes any more, is each system's own affair.
    const netc = socket.create(null, (ctrl, event, param) => {
      if (event === socket.ON_LINE || param !== 0) tell(ctrl, event, param);
    });
    socket.connect(netc, there, server.local.port);
    const peer = await accepted(server);
    await side.told("ON_LINE 0");
    const piece = pattern(65_536);
    while (socket.tx(netc, piece)[1] !== true);
    side.note("wait", socket.wait(netc));
    peer.abort();
    await side.told("EVENT -1");
    side.note("tx", socket.tx(netc, piece));
    side.note("wait", socket.wait(netc));
    side.note("rx", socket.rx(netc));
    side.note("discon", socket.discon(netc));
    await device.sys.wait(1);
    side.note("state", socket.state(netc)[0]);
  },
  "a send that waits when the peer resets": async ({ device, outside, there, settle }, trace) => {
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there });
    const connection = await device.connect({ host: there, port: trace.port("the server", server.local.port) });
    follow(side, connection);
    const peer = await accepted(server);
    // More than any system takes while nobody reads.
    const sending = side.outcome("tx of much", connection.tx(new Uint8Array(100_000_000), { until: "sent" }));
    await settle();
    peer.abort();
    await sending;
    await side.outcome("flushed", connection.flushed());
  },
  "the peer closes before its answer was read": async ({ device, outside, there, settle }, trace) => {
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there });
    const connection = await device.connect({ host: there, port: trace.port("the server", server.local.port) });
    const peer = await accepted(server);
    await connection.tx("question");
    trace.side("outside").note("rx", await peer.rx());
    await peer.tx(pattern(100_000));
    const closing = trace.side("outside").outcome("close", peer.close());
    await settle();
    follow(side, connection);
    side.note("rx of all", await readAll(connection));
    side.note("rx", await connection.rx());
    side.note("state", connection.state);
    await side.outcome("close", connection.close());
    await side.told("close closed");
    await closing;
  },
  "both close at once": async ({ device, outside, there }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there });
    const connection = await device.connect({ host: there, port: trace.port("the server", server.local.port) });
    const peer = await accepted(server);
    trace.port("the device", connection.local.port);
    follow(side, connection);
    follow(trace.side("outside"), peer);
    const reading = side.outcome("rx", connection.rx());
    await Promise.all([side.outcome("close", connection.close()), trace.side("outside").outcome("close", peer.close()), reading]);
    await side.outcome("tx", connection.tx("late"));
    const netc = socket.create(null, side.events(device));
    socket.connect(netc, there, server.local.port);
    const other = await accepted(server);
    await side.told("ON_LINE 0");
    const closing = other.close();
    side.note("discon", socket.discon(netc));
    await side.told("CLOSED 0");
    await closing;
    side.note("discon again", socket.discon(netc));
    side.note("connect again", socket.connect(netc, there, server.local.port));
    await side.told("ON_LINE 0");
    socket.release(netc);
  },
  "this side ends first, and the peer goes on": async (world, trace) => {
    const { mine, theirs } = await connectCards(world, trace);
    mine.stream.send(pattern(70_000));
    mine.stream.finish();
    mine.note("send after finish", mine.stream.send(pattern(1)));
    mine.stream.finish();
    await theirs.told("ended");
    theirs.stream.send(pattern(80_000, 2));
    await mine.has(80_000);
    await world.settle();
    theirs.stream.finish();
    await mine.told("closed");
    await theirs.told("closed");
    mine.note("send after closed", mine.stream.send(pattern(1)));
  },
  "the peer ends first, and this side goes on": async (world, trace) => {
    const { mine, theirs } = await connectCards(world, trace);
    theirs.stream.finish();
    await mine.told("ended");
    mine.stream.send(pattern(90_000));
    await theirs.has(90_000);
    await world.settle();
    mine.stream.finish();
    await mine.told("closed");
    await theirs.told("closed");
  },
  "nothing is sent after discon, and the peer may take its time": async ({ device, outside, there, settle }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there });
    const netc = socket.create(null, side.events(device));
    socket.connect(netc, there, server.local.port);
    const peer = await accepted(server);
    await side.told("ON_LINE 0");
    side.note("tx", socket.tx(netc, "goodbye"));
    side.note("discon", socket.discon(netc));
    side.note("tx", socket.tx(netc, "late"));
    side.note("wait", socket.wait(netc));
    side.note("rx", socket.rx(netc));
    side.note("connect", socket.connect(netc, there, server.local.port));
    trace.side("outside").note("rx of all", await readAll(peer));
    await peer.tx("still here");
    await settle();
    side.note("state", socket.state(netc)[0]);
    await peer.close();
    await side.told("CLOSED 0");
    side.note("tx", socket.tx(netc, "late"));
    side.note("discon again", socket.discon(netc));
  },
  "closed and released inside callbacks": async ({ device, outside, there, settle }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there, backlog: 8 });
    for (const [event, call] of [[socket.ON_LINE, "close"], [socket.ON_LINE, "release"], [socket.EVENT, "close"], [socket.EVENT, "release"]] as const) {
      const tell = side.events(device);
      const netc = socket.create(null, (ctrl, number, param) => {
        tell(ctrl, number, param);
        if (number !== event) return;
        socket[call](ctrl);
        side.note(`${call} leaves`, [socket.state(ctrl)[0], socket.tx(ctrl, "late"), socket.rx(ctrl)]);
      });
      side.note("connect", socket.connect(netc, there, server.local.port));
      const peer = await accepted(server);
      for (const text of ["one", "two", "three"]) await peer.tx(text).catch(() => undefined);
      await side.told(event === socket.ON_LINE ? "ON_LINE 0" : "EVENT 0");
      await settle();
      peer.abort();
      await settle();
    }
  },
  "sent and ended inside callbacks": async ({ device, outside, there }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there });
    const tell = side.events(device);
    const netc = socket.create(null, (ctrl, event, param) => {
      tell(ctrl, event, param);
      if (event === socket.ON_LINE) side.note("tx", socket.tx(ctrl, "hello"));
      else if (event === socket.EVENT) side.note("read", socket.read(ctrl));
      if (event === socket.EVENT && param === 0) side.note("discon", socket.discon(ctrl));
    });
    socket.connect(netc, there, server.local.port);
    const peer = await accepted(server);
    trace.side("outside").note("rx", await peer.rx());
    await side.told("TX_OK 0");
    await peer.tx("welcome");
    trace.side("outside").note("rx", await peer.rx());
    await peer.close();
    await side.told("CLOSED 0");
    side.note("state", socket.state(netc)[0]);
  },
  "destroyed inside callbacks of a card": async (world, trace) => {
    for (const how of ["abort", "reset"] as const) {
      const { mine, theirs } = await connectCards(world, trace);
      mine.onReceived = () => {
        mine.note(`destroy ${how}`);
        mine.stream.destroy(how);
      };
      theirs.stream.send(pattern(1_000));
      if (how === "abort") {
        await theirs.told("ended");
        theirs.stream.send(pattern(1_000));
        await world.settle();
        // Node's sockets, which have read the end, look at the reset that comes back when they are written to again.
        theirs.stream.send(pattern(1_000));
      }
      await theirs.told("closed");
    }
  },
  "destroyed with bytes unread": async (world, trace) => {
    const { mine, theirs } = await connectCards(world, trace);
    mine.stream.pause();
    theirs.stream.send(pattern(10));
    await world.settle();
    mine.stream.destroy();
    await theirs.told("closed");
  },
  "the device stops": async ({ device, outside, there }, trace) => {
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there });
    const connection = await device.connect({ host: there, port: trace.port("the server", server.local.port) });
    follow(side, connection);
    const peer = await accepted(server);
    const own = await device.listen({ port: 0 });
    trace.port("its server", own.local.port);
    const datagrams = await device.bind();
    const waits = [side.outcome("rx", connection.rx()), side.outcome("accept", own.accept()), side.outcome("rx of datagrams", datagrams.rx())];
    await connection.tx("last words");
    const leaving = readAll(peer).then(async (bytes) => {
      trace.side("outside").note("rx of all", bytes);
      await peer.close();
    });
    await device.stop({ deadline: 5_000 });
    await Promise.all([leaving, ...waits]);
    side.note("states", [connection.state, datagrams.state]);
    await side.outcome("connect", device.connect({ host: there, port: server.local.port }));
  },
};
