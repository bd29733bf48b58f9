import type { Connection } from "@luat/libnet";
import { accepted, type Scripts } from "./world.js";

const text = (bytes: Uint8Array | undefined): string | undefined => (bytes === undefined ? undefined : new TextDecoder().decode(bytes));

/** Echoes one client until it ends. */
async function echo(client: Connection): Promise<void> {
  for await (const bytes of client) await client.tx(bytes);
  await client.close();
}

/** Whole programs, as they are written on either face. */
export const PROGRAM_SCRIPTS: Scripts = {
  "a libnet client: create, config, connect, tx, wait, rx, close": async ({ device, outside, there }, trace) => {
    const { sys, socket, libnet, zbuff } = device;
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there });
    const serving = accepted(server).then(echo);
    const task = sys.taskInitEx(async () => {
      const netc = socket.create(null, "CLIENT");
      const buff = zbuff.create(64);
      side.note("debug", socket.debug(netc, false));
      side.note("config", socket.config(netc, null, false, false, 300, 10, 3));
      side.note("waitLink", await libnet.waitLink("CLIENT", 0, netc));
      side.note("connect", await libnet.connect("CLIENT", 5_000, netc, there, server.local.port));
      for (const words of ["one", "two", "three"]) {
        side.note("tx", await libnet.tx("CLIENT", 5_000, netc, words));
        side.note("wait", await libnet.wait("CLIENT", 5_000, netc));
        side.note("rx", [socket.rx(netc, buff), text(buff?.query())]);
        buff?.del();
      }
      side.note("close", await libnet.close("CLIENT", 5_000, netc));
      side.note("state", socket.state(netc));
      side.note("wait after close", await libnet.wait("CLIENT", 5_000, netc));
      side.note("tx after close", await libnet.tx("CLIENT", 5_000, netc, "late"));
      socket.release(netc);
    }, "CLIENT");
    await task.done;
    await serving;
  },
  "a task that waits for messages by their numbers": async ({ device, outside, there }, trace) => {
    const { sys, socket } = device;
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there });
    const serving = accepted(server).then(echo);
    const task = sys.taskInitEx(async () => {
      const netc = socket.create(null, "RAW");
      const message = async (event: number | null): Promise<unknown[]> => {
        const got = await sys.waitMsg("RAW", event);
        return got === undefined || got === false ? [] : [got[1], got[2], got[3], got[4]];
      };
      side.note("linkup", socket.linkup(netc));
      side.note("connect", socket.connect(netc, there, server.local.port));
      side.note("message", await message(socket.ON_LINE));
      side.note("tx", socket.tx(netc, "echo this"));
      side.note("message", await message(null));
      side.note("message", await message(null));
      side.note("read", socket.read(netc));
      side.note("wait", socket.wait(netc));
      side.note("tx", socket.tx(netc, "and this"));
      side.note("wait", socket.wait(netc));
      side.note("message", await message(null));
      side.note("read", socket.read(netc));
      side.note("discon", socket.discon(netc));
      side.note("message", await message(null));
      socket.release(netc);
    }, "RAW");
    await task.done;
    await serving;
  },
  "a libnet server that serves one client after another": async ({ device, outside, here, freePort }, trace) => {
    const { sys, socket, libnet } = device;
    const side = trace.side("device");
    const port = await freePort();
    const task = sys.taskInitEx(async () => {
      const netc = socket.create(null, "SERVER");
      socket.config(netc, port);
      for (let round = 0; round < 2; round++) {
        side.note("listen", await libnet.listen("SERVER", 0, netc));
        side.note("accept", socket.accept(netc, null)[0]);
        for (;;) {
          const [alive, hasEvent] = await libnet.wait("SERVER", 0, netc);
          side.note("wait", [alive, hasEvent]);
          if (!alive) break;
          const [, data] = socket.read(netc);
          side.note("read", data);
          side.note("tx", await libnet.tx("SERVER", 5_000, netc, `you said ${text(data)}`));
        }
        side.note("close", await libnet.close("SERVER", 5_000, netc));
      }
      socket.release(netc);
    }, "SERVER");
    for (const name of ["first", "second"]) {
      const client = await outside.connect({ host: here, port });
      for (const words of ["hello", "goodbye"]) {
        await client.tx(`${words} from the ${name}`);
        trace.side("outside").note("rx", await client.rx());
      }
      await trace.side("outside").outcome("close", client.close());
    }
    await task.done;
  },
  "time limits of libnet": async ({ device, outside, there, freePort }, trace) => {
    const { sys, socket, libnet } = device;
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there });
    const nobody = await freePort();
    const comes = accepted(server);
    const task = sys.taskInitEx(async () => {
      const netc = socket.create(null, "LIMITS");
      socket.config(netc);
      side.note("connect to nobody", await libnet.connect("LIMITS", 5_000, netc, there, nobody));
      await libnet.close("LIMITS", 5_000, netc);
      side.note("connect", await libnet.connect("LIMITS", 5_000, netc, there, server.local.port));
      const peer = await comes;
      side.note("wait in vain", await libnet.wait("LIMITS", 15, netc));
      await peer.tx("at last");
      side.note("wait", await libnet.wait("LIMITS", 5_000, netc));
      side.note("wait with data unread", await libnet.wait("LIMITS", 5_000, netc));
      side.note("read", socket.read(netc));
      side.note("discon takes its time", await libnet.close("LIMITS", 15, netc));
      side.note("state", socket.state(netc)[0]);
      await trace.side("outside").outcome("wait", peer.wait());
      socket.release(netc);
    }, "LIMITS");
    await task.done;
  },
  "reconnecting after an end, a reset, and a refusal": async ({ device, outside, there, freePort }, trace) => {
    const { sys, socket, libnet, log } = device;
    const side = trace.side("device");
    const port = await freePort();
    let server = await outside.listen({ port, host: there });
    const outcomes: Array<(peer: Connection) => Promise<void>> = [
      async (peer) => peer.close(),
      async (peer) => {
        peer.abort();
        await server.close();
      },
    ];
    const serving = (async () => {
      for (const end of outcomes) {
        const peer = await accepted(server);
        await peer.tx("welcome");
        trace.side("outside").note("rx", await peer.rx());
        await end(peer);
      }
    })();
    const task = sys.taskInitEx(async () => {
      for (let attempt = 1; attempt <= 4; attempt++) {
        const netc = socket.create(null, "AGAIN");
        socket.config(netc);
        const isOnLine = await libnet.connect("AGAIN", 5_000, netc, there, port);
        side.note(`connect ${attempt}`, isOnLine);
        while (isOnLine) {
          const [alive, hasEvent] = await libnet.wait("AGAIN", 5_000, netc);
          side.note("wait", [alive, hasEvent]);
          if (!alive) break;
          side.note("read", socket.read(netc));
          side.note("tx", await libnet.tx("AGAIN", 5_000, netc, `attempt ${attempt}`));
          if (attempt === 4) break;
        }
        await libnet.close("AGAIN", 5_000, netc);
        socket.release(netc);
        log.info("again", "waits");
        if (attempt === 3) server = await outside.listen({ port, host: there });
        if (attempt === 3) void accepted(server).then(async (peer) => {
          await peer.tx("welcome back");
          await echo(peer);
        });
        await sys.wait(1);
      }
    }, "AGAIN");
    await Promise.all([task.done, serving]);
  },
  "waits that time out or are aborted lose nothing": async ({ device, outside, there }, trace) => {
    const side = trace.side("device");
    const server = await outside.listen({ port: 0, host: there });
    const connection = await device.connect({ host: there, port: trace.port("the server", server.local.port) });
    const peer = await accepted(server);
    side.note("wait", await connection.wait({ timeout: 10 }));
    await side.outcome("rx", connection.rx({ timeout: 10 }));
    const giveUp = new AbortController();
    const reading = side.outcome("rx", connection.rx({ signal: giveUp.signal }));
    giveUp.abort(new Error("changed my mind"));
    await reading;
    await side.outcome("rx with an old signal", connection.rx({ signal: giveUp.signal }));
    const [first, second] = [connection.rx(), side.outcome("a second reader", connection.rx())];
    await second;
    await peer.tx("still all here");
    side.note("rx", await first);
    const accepting = trace.side("outside").outcome("accept", server.accept({ timeout: 10 }));
    await accepting;
    const late = await device.connect({ host: there, port: server.local.port });
    trace.side("outside").note("accept", (await accepted(server)).state);
    late.abort();
    await peer.tx("the rest");
    const closing = peer.close();
    side.note("wait", await connection.wait());
    side.note("rx", await connection.rx());
    side.note("wait", await connection.wait());
    await side.outcome("close", connection.close());
    await closing;
    const { tx, rx } = { tx: connection.tx("late"), rx: connection.rx() };
    await side.outcome("tx", tx);
    await side.outcome("rx", rx);
  },
  "both at once: a task that reads, another that writes": async ({ device, outside, there }, trace) => {
    const { sys } = device;
    const server = await outside.listen({ port: 0, host: there });
    const serving = accepted(server).then(echo);
    const connection = await device.connect({ host: there, port: server.local.port });
    const writer = sys.taskInit(async () => {
      for (let n = 1; n <= 50; n++) {
        await connection.tx(`line ${n}\n`);
        if (n % 10 === 0) await sys.wait(1);
      }
      await connection.flushed();
      trace.side("writer").note("flushed", connection.bytesOut);
    });
    const reader = sys.taskInit(async () => {
      let all = "";
      while (!all.endsWith("line 50\n")) all += text(await connection.rx({ max: 100 }));
      trace.side("reader").note("lines", [all.split("\n").length - 1, connection.bytesIn]);
    });
    await Promise.all([writer.done, reader.done]);
    await trace.side("writer").outcome("close", connection.close());
    await serving;
  },
};
