// Runs a port: node examples/dist/ports/main.js short-connection promise 127.0.0.1 8888
import { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { createDevice, type Device } from "@luat/libnet";
import { install as installTerminal } from "./jt808/faithful.js";
import type { TerminalOptions } from "./jt808/options.js";
import { runTerminal } from "./jt808/promise.js";
import { install as installModbus } from "./modbus-tcp/faithful.js";
import type { ModbusOptions } from "./modbus-tcp/options.js";
import { pollModbus } from "./modbus-tcp/promise.js";
import { install as installWatchdog } from "./network-watchdog/faithful.js";
import type { WatchdogOptions } from "./network-watchdog/options.js";
import { watchedNews } from "./network-watchdog/promise.js";
import { install as installBridge } from "./serial-bridge/faithful.js";
import { bridge } from "./serial-bridge/promise.js";
import type { SerialPort } from "./serial-bridge/serial-port.js";
import { uartOf } from "./serial-bridge/uart.js";
import { install as installShort } from "./short-connection/faithful.js";
import type { ShortConnectionOptions } from "./short-connection/options.js";
import { shortConnections } from "./short-connection/promise.js";
import { install as installServerMany } from "./tcp-server-many/faithful.js";
import type { ServerManyOptions } from "./tcp-server-many/options.js";
import { serveMany } from "./tcp-server-many/promise.js";
import { install as installServerOne } from "./tcp-server-one/faithful.js";
import type { ServerOneOptions } from "./tcp-server-one/options.js";
import { serveOne } from "./tcp-server-one/promise.js";
import { install as installUdpServer } from "./udp-server/faithful.js";
import type { UdpServerOptions } from "./udp-server/options.js";
import { serveUdp } from "./udp-server/promise.js";

type Place = { readonly host: string; readonly port: number };
type Start = (device: Device, place: Place) => unknown;
type Forms = Readonly<Record<"faithful" | "promise", Start>>;

const forms = <O>(options: (place: Place) => O, faithful: (device: Device, options: O) => unknown, promise: (device: Device, options: O) => Promise<unknown>): Forms => ({
  faithful: (device, place) => faithful(device, options(place)),
  promise: (device, place) => device.sys.taskInit(promise, device, options(place)),
});

const text = (data: Uint8Array): string => new TextDecoder().decode(data);
const show = (...values: unknown[]): void => console.log(...values);
const time = (): string => new Date().toISOString();
const here = (): { latitude: number; longitude: number } => ({ latitude: 31.2304, longitude: 121.4737 });
const terminal = (): SerialPort => ({ readable: Readable.toWeb(process.stdin) as SerialPort["readable"], writable: Writable.toWeb(process.stdout) });

/** By the names of their folders. The long connections have a command of their own: `npm start`. */
export const PROGRAMS: Readonly<Record<string, Forms>> = {
  "short-connection": forms<ShortConnectionOptions>((place) => ({ ...place, interval: 5_000, read: time, onReport: show }), installShort, shortConnections),
  "tcp-server-one": forms<ServerOneOptions>(({ port }) => ({ port, answer: (data) => data, onClient: show }), installServerOne, serveOne),
  "tcp-server-many": forms<ServerManyOptions>(({ port }) => ({ port, answer: (line) => line, interval: 10_000, news: time, onCount: show }), installServerMany, serveMany),
  "udp-server": forms<UdpServerOptions>(({ port }) => ({ port, answer: (data) => data, interval: 10_000, beacon: "here", beaconPort: port + 1 }), installUdpServer, serveUdp),
  "network-watchdog": forms<WatchdogOptions>((place) => ({ ...place, timeout: 180_000, onNews: (data) => show(text(data)) }), installWatchdog, watchedNews),
  "modbus-tcp": forms<ModbusOptions>((place) => ({ ...place, unit: 1, registers: [0, 1], interval: 5_000, onValue: show }), installModbus, pollModbus),
  jt808: forms<TerminalOptions>((place) => ({ ...place, phone: "013800000000", interval: 10_000, locate: here, onText: show }), installTerminal, runTerminal),
  "serial-bridge": forms((place) => place, (device, place) => installBridge(device, uartOf(device, terminal()), place), (device, place) => bridge(device, terminal(), place)),
};

const USAGE = `usage: main.js <program> <faithful | promise> <host> <port>

  Servers listen on the port, whatever the host. The serial line of the bridge is this terminal.
  program: ${Object.keys(PROGRAMS).join(", ")}`;

/** Starts what the command line names; `false`: it names nothing that there is. */
export function start(device: Device, [name = "", form, host = "", port]: readonly string[]): boolean {
  const program = Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined;
  const number = Number(port);
  if (program === undefined || (form !== "faithful" && form !== "promise") || host === "" || !Number.isInteger(number) || number < 1 || number > 65_535) return false;
  program[form](device, { host, port: number });
  return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const device = createDevice({ logLevel: "info" });
  process.once("SIGINT", () => void device.stop({ deadline: 2_000 }).then(() => process.exit()));
  if (!start(device, process.argv.slice(2))) {
    console.error(USAGE);
    process.exitCode = 2;
    void device.stop();
  }
}
