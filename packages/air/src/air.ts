import type { Corelib, Os } from "@luat/corelib";
import type { Device } from "@luat/libnet";
import { partsOf } from "@luat/libnet/parts";
import { expectKnown, wrongType } from "./arguments.js";
import { Bearer } from "./bearer/bearer.js";
import { createLink, type Link } from "./bearer/link.js";
import { createNet, type Net } from "./bearer/net.js";
import { createNtp, type Ntp } from "./bearer/ntp.js";
import { Slots } from "./core/slots.js";
import { createCallbackSocket } from "./callbacks/create-callback-socket.js";
import type { CallbackSocketTable } from "./callbacks/callback-socket-table.js";
import { createLog, type AirLog } from "./log.js";
import type { ReadFile } from "./luatask/certificates.js";
import { Clients } from "./luatask/clients.js";
import { createSocketTable } from "./luatask/create-socket-table.js";
import type { AirSocketTable } from "./luatask/socket-table.js";
import type { AirPromises } from "./promises/air-stream.js";
import { createPromises } from "./promises/create-promises.js";
import { MESSAGES } from "./rtos/messages.js";
import { Pump } from "./rtos/pump.js";
import { createRtos, type AirRtos } from "./rtos/rtos.js";
import { createSocketcore } from "./socketcore/create-socketcore.js";
import type { SocketCore } from "./socketcore/socketcore-table.js";
import { createSys, type AirSys } from "./sys.js";

/** How many sockets the core has. */
const SOCKETS = 10;
const MOST_SOCKETS = 1_000_000;

/** What {@link createAir} can be told; everything has a default. */
export interface AirOptions {
  /**
   * Gives the certificates that `socket.tcp(true, cert)` names: called with the path of a file, such as `/lua/ca.crt`. Where it throws, or
   * gives nil, there is no such file, and `connect` gives false. Default: there are no files.
   */
  readonly readFile?: ReadFile | undefined;
  /** How many sockets there may be at once. Default: 10, as on the device. */
  readonly sockets?: number | undefined;
  /** Which datagram `recv` gives where several wait. Default: `"oldest"`; LuatOS-Air gives the `"newest"`. */
  readonly datagrams?: "oldest" | "newest" | undefined;
}

const KNOWN: Readonly<Record<keyof AirOptions, true>> = { readFile: true, sockets: true, datagrams: true };

/** The libraries of LuatOS-Air on one device, as a program of that time takes them. */
export interface Air {
  /** Tasks, messages, topics and timers, those of the device. 任务、消息、主题和定时器。 */
  readonly sys: AirSys;
  /** LuaTask's socket objects. LuaTask 的 socket 对象。 */
  readonly socket: AirSocketTable;
  /** Sockets as numbers, whose results are messages. 以数字为句柄的 socket，结果以底层消息通知。 */
  readonly socketcore: SocketCore;
  /** The messages of the core, and restart. 底层消息和重启。 */
  readonly rtos: AirRtos;
  /** Whether the network is there. 数据网络的状态。 */
  readonly link: Link;
  /** Flight mode. 飞行模式。 */
  readonly net: Net;
  /** Sets the time of day. 时间同步。 */
  readonly ntp: Ntp;
  /** The log of the device. 日志。 */
  readonly log: AirLog;
  /** The `socket` library from before LuaTask, under a name of its own. LuaTask 之前的 `socket` 库，另起一名。 */
  readonly callbackSocket: CallbackSocketTable;
  /** LuaTask's sockets with promises that reject. 用会拒绝的 Promise 表示的 LuaTask socket。 */
  readonly promises: AirPromises;
  /** The time of day of the device. 设备的时间。 */
  readonly os: Os;
  /** Text and bytes, as `string` of Lua. 字节与文本，对应 Lua 的 `string`。 */
  readonly str: Corelib["str"];
  /** Numbers and texts as bytes. 数值和文本的打包与解包。 */
  readonly pack: Corelib["pack"];
}

/**
 * The libraries of LuatOS-Air on a device: `socketcore` with its handles and messages, and LuaTask's socket objects. They use the
 * device's default card, and end with the device. Each call has ten sockets of its own; the network is one.
 *
 * @param device - a device, with any network card.
 * @param options - see {@link AirOptions}.
 * @returns the libraries.
 * @throws TypeError when it is no device, or an option is of a wrong type; RangeError when `sockets` is not 1 to 1000000.
 * @example
 * ```ts
 * import { createAir } from "@luat/air";
 * import { MockNet } from "@luat/adapters/mock";
 * import { createDevice } from "@luat/libnet";
 *
 * const net = new MockNet();
 * net.peer("10.0.0.1", 1883).expect("hello").reply("welcome");
 * const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") } });
 * const { sys, socket, log } = createAir(device);
 * await net.play(async () => {
 *   const c = socket.tcp();
 *   await c.connect("10.0.0.1", 1883); // [true, 0]
 *   await c.send("hello"); // true
 *   const [result, data] = await c.recv(5_000);
 *   if (result) log.info("client", data); // prints "I/client welcome"
 *   await c.close();
 * });
 * await device.stop();
 * ```
 */
export function createAir(device: Device, options: AirOptions = {}): Air {
  const { readFile, sockets = SOCKETS, datagrams = "oldest" } = expectKnown("createAir", options, KNOWN);
  if (readFile !== undefined && typeof readFile !== "function") throw wrongType("readFile", readFile, "a function");
  if (typeof sockets !== "number") throw wrongType("sockets", sockets, "a number");
  if (!Number.isInteger(sockets) || sockets < 1 || sockets > MOST_SOCKETS) throw new RangeError(`sockets is ${sockets}; expected 1 to ${MOST_SOCKETS}`);
  if (datagrams !== "oldest" && datagrams !== "newest") throw wrongType("datagrams", datagrams, '"oldest" or "newest"');
  const parts = partsOf(device);
  const { corelib } = parts;
  const bearer = Bearer.of(device, parts);
  const isReady = (): boolean => bearer.isReady;
  const slots = new Slots(parts, sockets, isReady);
  const pump = new Pump(corelib);
  const clients = new Clients(corelib, slots, isReady, readFile, datagrams === "newest");
  bearer.onLost(() => {
    clients.lose();
    for (const socket of slots.open) socket.lose();
    pump.tell({ id: MESSAGES.MSG_PDP_DEACT_IND, result: 0 });
  });
  const { sys, rtos, log, os, str, pack } = device;
  return {
    sys: createSys(sys),
    socket: createSocketTable(clients),
    socketcore: createSocketcore(corelib, slots, pump),
    rtos: createRtos(rtos, pump),
    link: createLink(bearer),
    net: createNet(bearer),
    ntp: createNtp(device, isReady),
    log: createLog(log),
    callbackSocket: createCallbackSocket(parts, slots),
    promises: createPromises(clients, bearer),
    os,
    str,
    pack,
  };
}
