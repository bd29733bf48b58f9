import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { nodeAdapter } from "@luat/adapters/node";
import { silentLog } from "@luat/contract";
import { createDevice, type Device } from "@luat/libnet";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

const MEGABYTE = Uint8Array.from({ length: 1_000_000 }, (_, i) => i % 251);

const hasPython = spawnSync("python3", ["--version"]).status === 0;

describe.skipIf(!hasPython)("both faces against an echo server in Python", () => {
  let server: ChildProcess;
  let port = 0;
  let device: Device;

  beforeAll(async () => {
    server = spawn("python3", [fileURLToPath(new URL("python-echo.py", import.meta.url))], { stdio: ["ignore", "pipe", "inherit"] });
    if (server.stdout === null) throw new Error("no standard output");
    const [line] = (await once(server.stdout, "data")) as [Buffer];
    port = Number(String(line));
  });
  afterAll(async () => {
    server.kill();
    await once(server, "exit");
  });
  beforeEach(() => {
    device = createDevice({ adapters: { ETH0: nodeAdapter() }, log: silentLog });
  });
  afterEach(async () => {
    await device.stop();
  });

  it("a connection gets back every byte, and ends in order", async () => {
    const connection = await device.connect({ host: "127.0.0.1", port });
    const back = new Uint8Array(MEGABYTE.length);
    let at = 0;
    const reading = connection.consume((view) => {
      back.set(view, at);
      at += view.length;
      return at < back.length;
    });
    await connection.tx(MEGABYTE);
    await reading;
    expect(Buffer.compare(back, MEGABYTE)).toBe(0);
    await connection.close();
  });

  it("a libnet task gets back every byte, and ends in order", async () => {
    const { sys, socket, libnet, zbuff } = device;
    const buff = zbuff.create(1024);
    if (buff === undefined) throw new Error("no zbuff");
    const results: unknown[] = [];
    const task = sys.taskInitEx(async () => {
      const netc = socket.create(null, "ECHO");
      socket.config(netc, null, false, false, 300, 10, 3);
      results.push(await libnet.connect("ECHO", 5_000, netc, "localhost", port));
      const half = MEGABYTE.length / 2;
      for (const part of [MEGABYTE.subarray(0, half), MEGABYTE.subarray(half)]) {
        while ((await libnet.tx("ECHO", 5_000, netc, part))[1]) await libnet.wait("ECHO", 5_000, netc);
        const until = part.byteOffset + half;
        while (buff.used() < until) {
          const [ok, length] = socket.rx(netc, buff);
          if (ok !== true) throw new Error("the connection broke");
          if (length === 0 && !(await libnet.wait("ECHO", 5_000, netc))[0]) throw new Error("the connection broke");
        }
      }
      results.push(socket.state(netc));
      await libnet.close("ECHO", 5_000, netc);
      results.push(socket.state(netc));
      socket.release(netc);
    }, "ECHO");
    await task?.done;
    expect(results).toEqual([true, [5, "在线"], [1, "离线"]]);
    expect(Buffer.compare(buff.bytes.subarray(0, buff.used()), MEGABYTE)).toBe(0);
  });

  it("callbacks get back every byte", async () => {
    const { socket, zbuff } = device;
    const buff = zbuff.create(1024);
    const events: number[] = [];
    await new Promise<void>((resolve, reject) => {
      const netc = socket.create(null, (ctrl, event, param) => {
        if (!events.includes(event)) events.push(event);
        if (param !== 0) reject(new Error(`event ${event} failed`));
        else if (event === socket.ON_LINE) expect(socket.tx(ctrl, MEGABYTE)).toEqual([true, false, false]);
        else if (event === socket.EVENT) {
          socket.rx(ctrl, buff);
          if (buff?.used() === MEGABYTE.length) socket.discon(ctrl);
        } else if (event === socket.CLOSED) resolve();
      });
      socket.config(netc);
      socket.connect(netc, "127.0.0.1", port);
    });
    expect(Buffer.compare(buff?.bytes ?? new Uint8Array(), MEGABYTE)).toBe(0);
    expect(events).toEqual(expect.arrayContaining([socket.ON_LINE, socket.TX_OK, socket.EVENT, socket.CLOSED]));
  });
});
