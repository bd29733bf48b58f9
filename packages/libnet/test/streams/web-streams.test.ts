import { nodeAdapter } from "@luat/adapters/node";
import { silentLog } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { BrokenError, ClosedError, createDevice, type Connection } from "../../src/index.js";
import { webStreams } from "../../src/streams/index.js";
import { CLIENT, counted, simulate, text } from "../simulated.js";

async function drain(connection: Connection): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const bytes of connection) parts.push(bytes);
  return new Uint8Array(Buffer.concat(parts));
}

function closed(connection: Connection): Promise<void> {
  return new Promise((resolve) => {
    if (connection.state === "closed") resolve();
    else connection.once("close", () => { resolve(); });
  });
}

describe("web streams of a connection", () => {
  it("carry the bytes of both sides, and close the connection when both are over", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const { readable, writable } = webStreams(here);
      const writer = writable.getWriter();
      void writer.write("hello ");
      void writer.write(counted(300_000));
      const reading = drain(there);
      await writer.close();
      expect((await reading).length).toBe(300_006);
      await there.tx("the answer");
      await there.finish();
      expect(await new Response(readable).text()).toBe("the answer");
      await closed(here);
      expect(here.end?.kind).toBe("closed");
      expect(here.listenerCount("close")).toBe(0);
    });
  });

  it("read no more than is asked for, and let writers wait for room", async () => {
    const { net, run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const { readable, writable } = webStreams(here);
      await there.tx("unasked");
      await there.flushed();
      await here.peek();
      expect(here.unread).toBe(7);
      const reader = readable.getReader();
      expect(text((await reader.read()).value)).toBe("unasked");
      const guard = net.fillBuffers({ from: CLIENT });
      const writer = writable.getWriter();
      void writer.write(counted(10_000));
      let second = false;
      const writing = writer.write(counted(10_000)).then(() => { second = true; });
      await here.wait({ timeout: 1_000 });
      expect(second).toBe(false);
      expect(writer.desiredSize).toBeLessThanOrEqual(0);
      guard.remove();
      await writing;
      here.abort();
    });
  });

  it("cancelling the reader drops what comes, and the writer goes on", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const { readable, writable } = webStreams(here);
      const reader = readable.getReader();
      const pending = reader.read();
      await reader.cancel("enough");
      expect(await pending).toEqual({ done: true, value: undefined });
      await there.tx(counted(400_000), { until: "sent" });
      const writer = writable.getWriter();
      await writer.write("still here");
      expect(text(await there.rx())).toBe("still here");
      const closing = writer.close();
      await there.close();
      await closing;
      await closed(here);
    });
  });

  it("aborting the writer ends the connection, and the reader hears of it", async () => {
    const { net, run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const { readable, writable } = webStreams(here);
      const read = readable.getReader().read();
      const failed = expect(read).rejects.toThrow(ClosedError);
      net.fillBuffers({ from: CLIENT });
      const writer = writable.getWriter();
      writer.write(counted(100_000)).catch(() => undefined);
      const waits = expect(writer.write("waits")).rejects.toBe("no more");
      await writer.abort("no more");
      await waits;
      await failed;
      expect(here.state).toBe("closed");
      await expect(there.rx()).rejects.toThrow(BrokenError);
    });
  });

  it("error when the connection breaks, the reader after all that arrived", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const { readable, writable } = webStreams(here);
      const reader = readable.getReader();
      const writer = writable.getWriter();
      const over = expect(writer.closed).rejects.toThrow(BrokenError);
      await there.tx("last");
      await there.flushed();
      await here.peek();
      there.abort();
      await over;
      expect(text((await reader.read()).value)).toBe("last");
      await expect(reader.read()).rejects.toThrow(BrokenError);
      await expect(writer.write("late")).rejects.toThrow(BrokenError);
    });
  });

  it("are for connections alone", () => {
    expect(() => webStreams({} as Connection)).toThrow("expected a connection of a device");
  });

  it("can be piped over real loopback", async () => {
    await using device = createDevice({ adapters: { ETH0: nodeAdapter() }, log: silentLog });
    const server = await device.listen({ host: "127.0.0.1", port: 0 });
    const here = await device.connect({ host: "127.0.0.1", port: server.local.port });
    const there = await server.accept();
    if (there === undefined) throw new Error("the server was closed");
    const echo = webStreams(there);
    const echoing = echo.readable.pipeTo(echo.writable);
    const { readable, writable } = webStreams(here);
    const all = counted(2_000_000);
    const sending = new Blob([all]).stream().pipeTo(writable);
    const got = new Uint8Array(await new Response(readable).arrayBuffer());
    expect(Buffer.compare(got, all)).toBe(0);
    await Promise.all([sending, echoing, closed(here), closed(there)]);
    await server.close();
  });
});
