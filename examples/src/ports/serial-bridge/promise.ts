// A bridge from a serial line to a server, with promises. 串口透传（Promise 写法）。
import type { Device } from "@luat/libnet";
import { longConnection } from "@luat/libnet/long-connection";
import type { BridgeOptions } from "./options.js";
import type { SerialPort } from "./serial-port.js";

/** Carries bytes both ways until the line ends, or the device stops. */
export async function bridge(device: Device, line: SerialPort, { host, port, gap = 50 }: BridgeOptions): Promise<void> {
  const keepAlive = { idle: 300, interval: 10, count: 3 };
  const long = longConnection({ host, port, timeout: 15_000, keepAlive, retry: 5_000, queue: { policy: "dropOldest", maxItems: 100 } }, device);
  let packet: number[] = [];
  const packetComplete = (): void => {
    const bytes = Uint8Array.from(packet);
    packet = [];
    long.tx(bytes).catch((error: unknown) => device.log.warn("serial_bridge", String(error)));
  };
  const reader = line.readable.getReader();
  const writer = line.writable.getWriter();
  const up = async (): Promise<void> => {
    try {
      for (;;) {
        const { value } = await reader.read();
        if (value === undefined) break;
        packet.push(...value);
        device.sys.timerStart(packetComplete, gap);
      }
    } finally {
      device.sys.timerStop(packetComplete);
      if (packet.length > 0) packetComplete();
      await long.stop();
    }
  };
  const down = async (): Promise<void> => {
    try {
      for await (const bytes of long) await writer.write(bytes);
    } finally {
      await reader.cancel();
    }
  };
  await Promise.all([up(), down()]);
}
