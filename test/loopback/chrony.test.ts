import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeAdapter } from "@luat/adapters/node";
import { silentLog } from "@luat/contract";
import { createDevice, LuatError, type Device, type ServerTime } from "@luat/libnet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const HOST = "127.0.0.1";
/** Debian has it where only administrators look. */
const environment = { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin` };
const hasChrony = spawnSync("chronyd", ["-v"], { env: environment }).status === 0;

// Skipped where there is no chrony.
describe.skipIf(!hasChrony)("both faces and chrony, which serves the time of this computer", () => {
  let folder: string;
  let server: ChildProcess;
  let device: Device;
  let port: number;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "chrony-"));
    device = createDevice({ adapters: { ETH0: nodeAdapter() }, log: silentLog });
    const probe = await device.bind({ host: HOST });
    await probe.close();
    ({ port } = probe.local);
  });
  afterEach(async () => {
    await device.stop();
    server.kill("SIGKILL");
    await once(server, "exit");
    rmSync(folder, { recursive: true });
  });

  /** Starts it: it neither sets the clock (`-x`) nor is to be asked for anything but the time. */
  function start(...lines: readonly string[]): void {
    const settings = [`port ${port}`, `bindaddress ${HOST}`, `allow ${HOST}`, "cmdport 0", "bindcmdaddress /", `pidfile ${join(folder, "pid")}`, ...lines];
    const file = join(folder, "chrony.conf");
    writeFileSync(file, `${settings.join("\n")}\n`);
    server = spawn("chronyd", ["-d", "-x", "-U", "-f", file], { env: environment, stdio: "ignore" });
  }

  /** Asks it as soon as it is there. */
  async function asked(set = false): Promise<ServerTime> {
    for (;;) {
      try {
        return await device.sntp({ servers: HOST, port, set });
      } catch (error) {
        const starts = error instanceof LuatError && error.code === "refused" && server.exitCode === null;
        if (!starts) throw error;
      }
    }
  }

  it("agree on the time to half the delay, and a millisecond", async () => {
    start("local stratum 7");
    const found = await asked(true);
    expect(Math.abs(found.offset)).toBeLessThanOrEqual(found.delay / 2 + 1);
    expect(Math.abs(found.time - Date.now())).toBeLessThan(1_000);
    expect(found).toMatchObject({ stratum: 7, leap: 0, server: HOST, address: { host: HOST, port }, reference: "127.127.1.1" });
    expect(found.precision).toBeLessThan(1);
    expect(found.delay).toBeGreaterThan(0);

    const { sys, socket, os } = device;
    socket.sntp_port(port);
    for (let i = 0; i < 3; i++) {
      socket.sntp(HOST);
      expect(await sys.waitUntil("NTP_UPDATE", 5_000)).toEqual([true, 0]);
    }
    const { tsec, vaild, ndelay } = socket.ntptm();
    expect([vaild, ndelay < 100, Math.abs(tsec - Date.now() / 1000) < 2, Math.abs(os.time() - tsec) <= 1]).toEqual([true, true, true, true]);
  });

  it("do not take the time of one that does not know it", async () => {
    start();
    await expect(asked()).rejects.toMatchObject({ name: "AnswerError", code: "answer", flaw: "unsynchronised", kiss: undefined });
    await expect(device.sntp({ servers: HOST, port, lenient: true })).resolves.toMatchObject({ leap: 3, stratum: 0 });
  });
});
