// Runs a port: node examples/dist/ports/main.js short-connection promise 127.0.0.1 8888
import { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Wording } from "@luat/cli";
import type { Device } from "@luat/libnet";
import { named, placeOf, tryOut, type Place, type Start } from "../try-out.js";
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

type StartAt = (device: Device, place: Place) => unknown;
type Forms = Readonly<Record<"faithful" | "promise", StartAt>>;

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

const HELP: Wording = {
  en: `The programs of the LuatOS courses, in two forms each.

node examples/dist/ports/main.js PROGRAM FORM HOST PORT [options]

  PROGRAM          ${Object.keys(PROGRAMS).join(", ")}
  FORM             faithful: the LuatOS calls; promise: the promise calls
  HOST PORT        the server; programs that are servers listen on the port, whatever the host
  --lang LANG      en or zh (default: that of LC_ALL, LC_MESSAGES or LANG)
  -h, --help       show this

The serial line of serial-bridge is this terminal. The long connections have a command of their own: npm start
Ctrl-C closes what is open in order; a second one ends at once (130).
Exit code: 0 ended by Ctrl-C; 2 the command line is wrong.`,
  zh: `LuatOS 课程里的程序，每个都有两种写法。

node examples/dist/ports/main.js 程序 写法 主机 端口 [选项]

  程序             ${Object.keys(PROGRAMS).join("、")}
  写法             faithful：LuatOS 风格接口；promise：Promise 风格接口
  主机 端口        服务器；本身是服务器的程序监听该端口，主机写什么都可以
  --lang LANG      en 或 zh（默认：跟随环境变量 LC_ALL、LC_MESSAGES、LANG）
  -h, --help       显示本帮助

serial-bridge 的串口就是这个终端。长连接另有命令：npm start
按 Ctrl-C 正常关闭；再按一次立即结束（130）。
退出码：0 按 Ctrl-C 结束；2 命令行有误。`,
};

/** What the words of a command line name. @throws UsageError when there is no such thing. */
export function programOf([name, form, ...where]: readonly string[]): Start {
  const begin = named<StartAt>({ en: "form", zh: "写法" }, form, named<Forms>({ en: "program", zh: "程序" }, name, PROGRAMS));
  const place = placeOf(where);
  return (device) => {
    begin(device, place);
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = tryOut({ command: "node examples/dist/ports/main.js", help: HELP, programOf }, process.argv.slice(2), process.env);
}
