import type { Device } from "@luat/libnet";

const DAY = 86_400_000;

/** Sends a reading after every midnight (UTC), with the timers and the Date that every program has. */
export function startDailyReport(device: Device, host: string, port: number, read: () => string): void {
  const sleep = (): void => void setTimeout(wake, DAY - (Date.now() % DAY));
  const wake = (): void => {
    sleep();
    report().catch((error: unknown) => device.log.warn("report", String(error)));
  };
  const report = async (): Promise<void> => {
    const connection = await device.connect({ host, port, timeout: 15_000 });
    await connection.tx(`${new Date().toISOString()} ${read()}\n`);
    await connection.close();
  };
  sleep();
}
