// A UDP server that also broadcasts, with promises. UDP 服务器，并定时广播（Promise 写法）。
import { LuatError, type Device } from "@luat/libnet";
import type { UdpServerOptions } from "./options.js";

/** Serves until the device stops; run it as a task. */
export async function serveUdp(device: Device, options: UdpServerOptions): Promise<never> {
  const { port, answer, interval, beacon, beaconPort } = options;
  const { sys } = device;
  const warn = (error: unknown): void => {
    if (!(error instanceof LuatError)) throw error;
    device.log.warn("udp_server", String(error));
  };
  for (;;) {
    let timer: number | undefined;
    try {
      await device.ready();
      await using socket = await device.bind({ port });
      timer = sys.timerLoopStart(() => socket.tx(beacon, { host: "255.255.255.255", port: beaconPort }).catch(warn), interval);
      for await (const { bytes, from, truncated } of socket) {
        // Whom an answer does not reach keeps nobody else from theirs.
        if (!truncated) await socket.tx(answer(bytes, from), from).catch(warn);
      }
    } catch (error) {
      warn(error);
    } finally {
      sys.timerStop(timer);
    }
    await sys.wait(5_000);
  }
}
