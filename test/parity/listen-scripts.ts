import type { Connection } from "@luat/libnet";
import { accepted, readAll, type Scripts } from "./world.js";

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

/** What servers are told. */
export const LISTEN_SCRIPTS: Scripts = {
  "a one-to-one server": async ({ device, outside, here, freePort }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const port = await freePort();
    const netc = socket.create(null, side.events(device));
    socket.config(netc, port);
    side.note("listen", socket.listen(netc));
    const client = await outside.connect({ host: here, port });
    await side.told("ON_LINE 0");
    const [ok, none] = socket.accept(netc, null);
    side.note("accept", [ok, none]);
    await client.tx("hi");
    await side.told("EVENT 0");
    side.note("read", socket.read(netc));
    side.note("tx", socket.tx(netc, "yo"));
    await side.told("TX_OK 0");
    trace.side("outside").note("rx", await client.rx());
    void client.close();
    await side.told("EVENT -1");
    side.note("discon", socket.discon(netc));
    await side.told("CLOSED 0");
  },
  "a one-to-many server keeps what came before accept": async ({ device, outside, here, freePort }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const port = await freePort();
    const netc = socket.create(null, side.events(device));
    socket.config(netc, port);
    side.note("listen", socket.listen(netc, 4));
    side.note("accept", socket.accept(netc, side.events(device)));
    const first = await outside.connect({ host: here, port });
    await side.told("ON_LINE 0");
    await first.tx("early", { until: "sent" });
    const [ok, ctrl, ip] = socket.accept(netc, side.events(device));
    side.note("accept", [ok, typeof ctrl, ip]);
    await side.told("EVENT 0");
    side.note("read", socket.read(ctrl));
    side.note("states", [socket.state(netc)[0], socket.state(ctrl)[0]]);
    socket.release(ctrl);
    await first.wait();
    socket.release(netc);
    await first.close();
  },
  "a port in use": async ({ device, outside, there, settle, freePort }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const port = trace.port("the server", await freePort());
    const server = await outside.listen({ port, host: there });
    await side.outcome("listen", device.listen({ port, host: there }));
    const netc = socket.create(null, side.events(device));
    socket.config(netc, port);
    side.note("listen", socket.listen(netc));
    await side.told("ON_LINE -1");
    socket.close(netc);
    await server.close();
    side.note("listen", socket.listen(netc));
    await settle();
    side.note("state", socket.state(netc)[0]);
    socket.release(netc);
    await side.outcome("an address of another", device.listen({ port: 0, host: "203.0.113.7" }));
  },
  "more clients than the backlog holds": async ({ device, outside, here, settle }, trace) => {
    const server = await device.listen({ port: 0, host: here, backlog: 2 });
    const { port } = server.local;
    const ends = new Map<number, string>();
    const clients: Connection[] = [];
    const come = async (n: number): Promise<void> => {
      // Some networks answer and cut the connection then, others do not even answer.
      const client = await outside.connect({ host: here, port }).catch(() => undefined);
      if (client === undefined) ends.set(n, "sent away");
      else clients.push(client.on("close", (end) => ends.set(n, end.kind === "broken" ? "sent away" : end.kind)));
      await settle();
    };
    for (const n of [1, 2, 3, 4]) await come(n);
    trace.side("outside").note("ends", [...ends]);
    trace.side("device").note("waiting", server.waiting);
    const first = await accepted(server);
    trace.side("device").note("waiting", server.waiting);
    await come(5);
    await come(6);
    trace.side("outside").note("ends", [...ends]);
    for (const client of clients) client.abort();
    first.abort();
  },
  "clients that sent and left before they were accepted": async ({ device, outside, here, settle, freePort }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const server = await device.listen({ port: 0, host: here });
    const client = await outside.connect({ host: here, port: trace.port("the server", server.local.port) });
    await client.tx("I was here");
    const leaving = client.close();
    await settle();
    const late = await accepted(server);
    side.note("rx of all", await readAll(late));
    side.note("state", late.state);
    await side.outcome("close", late.close());
    await leaving;
    const cut = await outside.connect({ host: here, port: server.local.port });
    await settle();
    cut.abort();
    await settle();
    const broken = await accepted(server);
    trace.port("the client", broken.peer.port);
    await side.outcome("rx of one that was cut", broken.rx());
    const port = await freePort();
    const netc = socket.create(null, side.events(device));
    socket.config(netc, port);
    socket.listen(netc, 4);
    const third = await outside.connect({ host: here, port });
    await third.tx("me too");
    const going = third.close();
    await side.told("ON_LINE 0");
    await settle();
    const [ok, ctrl] = socket.accept(netc, side.events(device));
    side.note("accept", [ok, typeof ctrl]);
    await side.told("EVENT -1");
    side.note("read", socket.read(ctrl));
    side.note("discon", socket.discon(ctrl));
    await side.told("CLOSED 0");
    await going;
  },
  "a server that closes: who is accepted stays, who waits is sent away, who comes is refused": async ({ device, outside, here, settle, freePort }, trace) => {
    const port = trace.port("the server", await freePort());
    const server = await device.listen({ port, host: here });
    const first = await outside.connect({ host: here, port });
    const peer = await accepted(server);
    const waiting = await outside.connect({ host: here, port });
    await settle();
    const nobody = await device.listen({ port: 0, host: here });
    const accepting = trace.side("device").outcome("accept", nobody.accept());
    await Promise.all([nobody.close(), server.close(), accepting]);
    trace.side("device").note("accept after it", await server.accept());
    const side = trace.side("outside");
    await side.outcome("connect", outside.connect({ host: here, port }));
    await settle();
    side.note("states", [first.state, waiting.state]);
    await first.tx("still here");
    trace.side("device").note("rx", await peer.rx());
    await Promise.all([first.close(), peer.close()]);
    await device.listen({ port, host: here });
    side.note("the port is free again");
  },
  "twenty clients at once": async ({ device, outside, here }, trace) => {
    const server = await device.listen({ port: 0, host: here });
    const serving = (async () => {
      for await (const client of server) {
        void (async () => {
          for await (const bytes of client) await client.tx(bytes);
          await client.close();
        })();
      }
    })();
    const conversations = Array.from({ length: 20 }, async (_, n) => {
      const side = trace.side(`client ${n}`);
      const client = await outside.connect({ host: here, port: server.local.port });
      for (let round = 0; round < 5; round++) {
        await client.tx(`client ${n}, round ${round}`);
        side.note("rx", text(await client.rx()));
      }
      await side.outcome("close", client.close());
    });
    await Promise.all(conversations);
    await server.close();
    await serving;
    trace.side("device").note("done");
  },
  "a one-to-one server takes one client after another": async ({ device, outside, here, freePort }, trace) => {
    const { socket } = device;
    const side = trace.side("device");
    const port = await freePort();
    const netc = socket.create(null, side.events(device));
    socket.config(netc, port);
    for (const n of [1, 2, 3]) {
      side.note("listen", socket.listen(netc));
      const client = await outside.connect({ host: here, port });
      await side.told("ON_LINE 0");
      await client.tx(`client ${n}`);
      await side.told("EVENT 0");
      side.note("read", socket.read(netc));
      side.note("discon", socket.discon(netc));
      trace.side("outside").note("rx", await client.rx());
      await client.close();
      await side.told("CLOSED 0");
    }
    socket.release(netc);
  },
};
