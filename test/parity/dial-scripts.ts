import { accepted, type Scripts } from "./world.js";

/** How connections begin. */
export const DIAL_SCRIPTS: Scripts = {
  "refused, and a name that nobody has": async ({ device, there, freePort }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const port = trace.port("nobody", await freePort());
    const netc = socket.create(null, side.events(device));
    side.note("connect", socket.connect(netc, there, port));
    await side.told("ON_LINE -1");
    side.note("connect again", socket.connect(netc, there, port));
    socket.close(netc);
    side.note("connect", socket.connect(netc, "nobody.invalid", port));
    await side.told("ON_LINE -1");
    side.note("remoteIP", socket.remoteIP(netc));
    socket.release(netc);
    for (const host of [there, "nobody.invalid"]) await side.outcome(`connect to ${host}`, device.connect({ host, port }));
  },
  "by name": async ({ device, outside, there }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there });
    const port = trace.port("the server", server.local.port);
    const netc = socket.create(null, side.events(device));
    side.note("connect", socket.connect(netc, "localhost", port));
    side.note("state", socket.state(netc)[0]);
    const peer = await accepted(server);
    await side.told("ON_LINE 0");
    side.note("remoteIP", socket.remoteIP(netc));
    socket.close(netc);
    side.note("remoteIP after close", socket.remoteIP(netc));
    const connection = await device.connect({ host: "localhost", port, family: 4 });
    side.note("the other face's peer", connection.peer);
    connection.abort();
    peer.abort();
    (await accepted(server)).abort();
  },
  "both sides name the same ports": async ({ device, outside, there, here, freePort }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there });
    const connection = await device.connect({ host: there, port: trace.port("the server", server.local.port) });
    const peer = await accepted(server);
    trace.port("the connection", connection.local.port);
    side.note("ends", [connection.local, connection.peer]);
    trace.side("outside").note("ends", [peer.local, peer.peer]);
    const listener = socket.create(null, side.events(device));
    const port = trace.port("the listener", await freePort());
    socket.config(listener, port);
    socket.listen(listener, 2);
    const client = await outside.connect({ host: here, port });
    trace.port("the client", client.local.port);
    await side.told("ON_LINE 0");
    const [ok, ctrl, ...from] = socket.accept(listener, side.events(device));
    side.note("accept", [ok, typeof ctrl, ...from]);
    for (const end of [connection, peer, client]) end.abort();
    await side.told("EVENT -1");
  },
  "over IPv6": async ({ device, outside }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: "::1" });
    const port = trace.port("the server", server.local.port);
    const netc = socket.create(null, side.events(device));
    side.note("connect", socket.connect(netc, "::1", port));
    const peer = await accepted(server);
    trace.port("the device", peer.peer.port);
    trace.side("outside").note("ends", [peer.local, peer.peer]);
    await side.told("ON_LINE 0");
    side.note("remoteIP", socket.remoteIP(netc));
    await peer.tx("over six");
    await side.told("EVENT 0");
    side.note("read", socket.read(netc));
    socket.release(netc);
    peer.abort();
    await side.outcome("the same port over IPv4", device.connect({ host: "127.0.0.1", port }));
  },
  "a local port: used, in use meanwhile, and free again": async ({ device, outside, there, freePort }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there });
    const port = trace.port("the server", server.local.port);
    const localPort = trace.port("this side", await freePort());
    for (const round of [1, 2]) {
      const netc = socket.create(null, side.events(device));
      socket.config(netc, localPort);
      side.note(`connect ${round}`, socket.connect(netc, there, port));
      const peer = await accepted(server);
      await side.told("ON_LINE 0");
      trace.side("outside").note("from", peer.peer);
      const second = socket.create(null, side.events(device));
      socket.config(second, localPort);
      side.note("connect", socket.connect(second, there, port));
      await side.told("ON_LINE -1");
      socket.release(second);
      // A reset frees the port at once, at both ends.
      peer.abort();
      await side.told("EVENT -1");
      socket.release(netc);
    }
  },
  "given up while it connects": async ({ device, outside, there, settle }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there });
    const port = trace.port("the server", server.local.port);
    const netc = socket.create(null, side.events(device));
    side.note("connect", socket.connect(netc, there, port));
    socket.close(netc);
    await settle();
    side.note("state after close", socket.state(netc)[0]);
    side.note("connect", socket.connect(netc, there, port));
    side.note("discon", socket.discon(netc));
    await settle();
    side.note("state after discon", socket.state(netc)[0]);
    side.note("connect", socket.connect(netc, there, port));
    socket.release(netc);
    await settle();
    const giveUp = new AbortController();
    const dial = device.connect({ host: there, port, signal: giveUp.signal });
    giveUp.abort(new Error("enough"));
    await side.outcome("connect", dial);
    const stopped = device.connect({ host: there, port });
    await Promise.all([side.outcome("connect while the device stops", stopped), device.stop()]);
  },
  "closed, and connected to another server at once": async ({ device, outside, there, settle }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const servers = [await outside.listen({ port: 0, host: there }), await outside.listen({ port: 0, host: there })] as const;
    const netc = socket.create(null, side.events(device));
    socket.connect(netc, there, servers[0].local.port);
    const first = await accepted(servers[0]);
    await side.told("ON_LINE 0");
    await first.tx("never read");
    await side.told("EVENT 0");
    socket.close(netc);
    side.note("connect", socket.connect(netc, there, servers[1].local.port));
    const second = await accepted(servers[1]);
    await side.told("ON_LINE 0");
    side.note("read", socket.read(netc));
    await second.tx("hello");
    await side.told("EVENT 0");
    side.note("read", socket.read(netc));
    await trace.side("first server").outcome("rx", first.rx());
    await settle();
    for (const peer of [first, second]) peer.abort();
    await side.told("EVENT -1");
  },
  "keep-alive settings": async ({ device, outside, there }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there, keepAlive: { idle: 1, interval: 1, count: 1 } });
    const { port } = server.local;
    const netc = socket.create(null, side.events(device));
    for (const [idle, interval, count] of [[300, 10, 3], [0, 0, 0]] as const) {
      side.note(`config ${idle} ${interval} ${count}`, socket.config(netc, null, false, false, idle, interval, count));
    }
    socket.config(netc, null, false, false, 300, 10, 3);
    socket.connect(netc, there, port);
    const peer = await accepted(server);
    await side.told("ON_LINE 0");
    await peer.tx("alive");
    await side.told("EVENT 0");
    side.note("read", socket.read(netc));
    socket.release(netc);
    peer.abort();
    await side.outcome("idle for no time", device.connect({ host: there, port, keepAlive: { idle: 0, interval: 1, count: 1 } }));
    const connection = await device.connect({ host: there, port, keepAlive: { idle: 60, interval: 5, count: 2 } });
    const other = await accepted(server);
    await connection.tx("alive too");
    trace.side("outside").note("rx", await other.rx());
    connection.abort();
    other.abort();
  },
};
