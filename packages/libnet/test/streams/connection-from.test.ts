import { once } from "node:events";
import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import { Duplex, PassThrough } from "node:stream";
import { silentLog } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { frames, lines } from "../../src/frames/index.js";
import { BrokenError, ClosedError, createDevice, TimeoutError } from "../../src/index.js";
import { connectionFrom, webStreams } from "../../src/streams/index.js";
import { counted, simulate, text } from "../simulated.js";

/** A duplex that is held in the hand: what is written to it, and what it gives. */
class Line extends Duplex {
  readonly written: Buffer[] = [];
  /** Set, writes wait until it is called. */
  held: (() => void) | undefined;
  hold = false;

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.written.push(Buffer.from(chunk));
    if (this.hold) this.held = done;
    else done();
  }

  get text(): string {
    return Buffer.concat(this.written).toString();
  }
}

const KINDS = ["data", "end", "drain", "error", "close", "finish", "readable"];

function listeners(duplex: Duplex): number {
  return KINDS.reduce((sum, kind) => sum + duplex.listenerCount(kind), 0);
}

describe("a connection over a Node stream", () => {
  it("reads and writes it, with time-outs on the clock of its device", async () => {
    const { net, run, client } = simulate();
    const line = new Line();
    await run(async () => {
      const connection = connectionFrom(line, { name: "serial", device: client });
      expect([connection.state, connection.peer]).toEqual(["open", { host: "serial", port: 0 }]);
      await connection.tx(["he", "llo"], { until: "sent" });
      expect(line.text).toBe("hello");
      const start = net.clock.now();
      const error: unknown = await connection.rxExactly(4, { timeout: 60_000 }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(TimeoutError);
      expect((error as Error).message).toBe('Cannot receive from "serial": timed out after 60000 ms, 0 of 4 bytes are there');
      expect(net.clock.now() - start).toBe(60_000);
      line.push("answer");
      expect(text(await connection.rxExactly(4))).toBe("answ");
      const framed = frames(connection, lines());
      line.push("\nnext\n");
      expect(await framed.rx()).toBe("er");
      expect(await framed.rx()).toBe("next");
      expect([connection.bytesIn, connection.bytesOut]).toEqual([12, 5]);
      await client.stop();
      expect(line.destroyed).toBe(true);
    });
  });

  it("keeps what was sent, whatever becomes of the bytes afterwards", async () => {
    const { run, client } = simulate();
    const loop = new PassThrough();
    await run(async () => {
      const connection = connectionFrom(loop, { device: client });
      const bytes = Buffer.from("a".repeat(5_000));
      await connection.tx("b".repeat(10), { until: "sent" });
      await connection.tx(bytes, { until: "sent" });
      bytes.fill("x");
      await connection.tx("c".repeat(10), { until: "sent" });
      expect(text(await connection.rxExactly(5_020))).toBe("b".repeat(10) + "a".repeat(5_000) + "c".repeat(10));
      await connection.close({ timeout: 1_000 });
    });
  });

  it("waits for room, and slows down who writes too fast", async () => {
    const { run, client } = simulate();
    const line = new Line({ writableHighWaterMark: 1_000 });
    line.hold = true;
    await run(async () => {
      const connection = connectionFrom(line, { device: client });
      await connection.tx(counted(5_000));
      const more = connection.tx(counted(5_000));
      await expect(connection.tx("last", { timeout: 1_000 })).rejects.toMatchObject({ withdrawn: true });
      line.hold = false;
      line.held?.();
      await more;
      await connection.flushed();
      expect(Buffer.concat(line.written).length).toBe(10_000);
      for (let i = 0; i < 10; i++) line.push(counted(50_000));
      await connection.peek({ least: 131_072 });
      expect(line.isPaused()).toBe(true);
      expect(await connection.rxExactly(500_000)).toHaveLength(500_000);
      connection.abort();
    });
  });

  it("has both ends, and is closed when both are over", async () => {
    const { run, client } = simulate();
    const line = new Line();
    await run(async () => {
      const connection = connectionFrom(line, { device: client });
      await connection.tx("bye");
      await connection.finish();
      if (!line.writableFinished) await once(line, "finish");
      expect(line.text).toBe("bye");
      line.push("last");
      line.push(null);
      expect(text(await connection.rx())).toBe("last");
      expect(await connection.rx()).toBeUndefined();
      if (connection.state !== "closed") await new Promise((resolve) => connection.once("close", resolve));
      expect(connection.end).toEqual({ kind: "ended" });
    });
  });

  it("without half-close ends as a whole, whoever ends it", async () => {
    const { net, run, client } = simulate();
    await run(async () => {
      const port = new Line();
      const connection = connectionFrom(port, { device: client, halfClose: false });
      await expect(connection.finish()).rejects.toMatchObject({ code: "unsupported" });
      await connection.tx("bye");
      const start = net.clock.now();
      await connection.close();
      expect(net.clock.now() - start).toBe(0);
      expect(port.text).toBe("bye");
      expect(port.destroyed).toBe(true);

      const other = new Line({ allowHalfOpen: false });
      const ending = connectionFrom(other, { device: client });
      other.push("last");
      other.push(null);
      expect(text(await ending.rx())).toBe("last");
      expect(await ending.rx()).toBeUndefined();
      if (ending.state !== "closed") await new Promise((resolve) => ending.once("close", resolve));
      expect(ending.end).toEqual({ kind: "ended" });
      if (!other.closed) await once(other, "close");
      expect(listeners(other)).toBe(listeners(new Line()));
    });
  });

  it("breaks with the error of the stream, or when it is closed without a word", async () => {
    const { run, client } = simulate();
    await run(async () => {
      const line = new Line();
      const connection = connectionFrom(line, { name: "serial", device: client });
      const read = connection.rx();
      const why = Object.assign(new Error("unplugged"), { code: "ENXIO" });
      line.destroy(why);
      const error: unknown = await read.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(BrokenError);
      expect(error).toMatchObject({ code: "broken", errno: "ENXIO", cause: why, message: 'Cannot receive from "serial": connection broken (ENXIO)' });

      const quiet = new Line();
      const other = connectionFrom(quiet, { device: client });
      const wait = other.wait();
      quiet.destroy();
      await expect(wait).rejects.toThrow('Cannot receive from "duplex": connection broken');
    });
  });

  it("leaves no listener behind, however it ends", async () => {
    const { run, client } = simulate();
    const none = listeners(new Line());
    await run(async () => {
      for (const end of ["abort", "close", "break", "finish"] as const) {
        const line = new Line();
        const connection = connectionFrom(line, { device: client });
        const over = new Promise((resolve) => connection.once("close", resolve));
        if (end === "abort") connection.abort();
        else if (end === "close") await connection.close({ timeout: 10 });
        else if (end === "break") line.destroy(new Error("gone"));
        else {
          line.push(null);
          await connection.wait();
          await connection.finish();
        }
        await over;
        if (!line.closed) await once(line, "close");
        expect([end, listeners(line)]).toEqual([end, none]);
      }
    });
    client.assertIdle();
  });

  it("hears nothing of errors after its end", async () => {
    const { run, client } = simulate();
    await run(async () => {
      const line = new Line({ destroy: (_error, done) => { done(new Error("cannot even close")); } });
      connectionFrom(line, { device: client }).abort();
      await new Promise((resolve) => line.once("close", resolve));
      expect(line.listenerCount("error")).toBe(0);
    });
  });

  it("refuses what is no open stream of bytes", async () => {
    const { client } = simulate();
    const device = client;
    const over = new Line();
    over.destroy();
    expect(() => connectionFrom({} as Duplex, { device })).toThrow("duplex is of the type Object; expected a Node stream that is read and written");
    expect(() => connectionFrom(new Line({ objectMode: true }), { device })).toThrow("expected a stream of bytes");
    expect(() => connectionFrom(new PassThrough().setEncoding("utf8"), { device })).toThrow("expected a stream of bytes");
    expect(() => connectionFrom(over, { device })).toThrow("duplex is over in one direction");
    expect(() => connectionFrom(new Line(), { device, name: "" })).toThrow("name is \"\"; expected a text that is not empty");
    expect(() => connectionFrom(new Line(), { device, halfClose: 1 as never })).toThrow("halfClose is 1; expected true or false");
    await device.stop();
    expect(() => connectionFrom(new Line(), { device })).toThrow(ClosedError);
  });

  it("works over a real socket, and as web streams", async () => {
    await using device = createDevice({ log: silentLog });
    const server = createServer((socket) => socket.pipe(socket));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const socket: Socket = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
    await once(socket, "connect");
    const connection = connectionFrom(socket, { device });
    expect([connection.peer, connection.local.port]).toEqual([{ host: "127.0.0.1", port }, socket.localPort]);
    const { readable, writable } = webStreams(connection);
    void new Blob([counted(1_000_000)]).stream().pipeTo(writable);
    const got = new Uint8Array(await new Response(readable).arrayBuffer());
    expect(Buffer.compare(got, counted(1_000_000))).toBe(0);
    if (!socket.closed) await once(socket, "close");
    await new Promise((resolve) => server.close(resolve));
  });
});
