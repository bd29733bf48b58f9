import { device } from "@luat/libnet";
import { createAir, type Air } from "./air.js";

export { createAir, type Air, type AirOptions } from "./air.js";
export type { Link } from "./bearer/link.js";
export type { Net } from "./bearer/net.js";
export type { Ntp } from "./bearer/ntp.js";
export type { CallbackSocketTable, ReceiveHandler, ResponseHandler, SendItem, SocketEvent } from "./callbacks/callback-socket-table.js";
export type { AirLog } from "./log.js";
export type { ReadFile, TaskCert } from "./luatask/certificates.js";
export type { ConnectResult, ReadFunction, RecvResult, SocketClient } from "./luatask/client-table.js";
export type { PingReq } from "./luatask/heartbeat.js";
export type { AirSocketTable, CoreExtPara } from "./luatask/socket-table.js";
export type { AirPromises, AirStream, AirStreamStatus, AirTcpOptions, AirTlsOptions, HeartbeatOptions, Received, RecvOptions } from "./promises/air-stream.js";
export type { MessageId, RtosHandler, RtosMessage } from "./rtos/messages.js";
export type { AirRtos } from "./rtos/rtos.js";
export type { CoreCert, SockConnArguments, SocketCore } from "./socketcore/socketcore-table.js";
export type { AirSys } from "./sys.js";
export type { Nil, SendData } from "./arguments.js";

/**
 * The libraries on the default device; each is exported by its name, too.
 *
 * @example
 * ```ts
 * import { socket, sys } from "@luat/air";
 *
 * sys.taskInit(async () => {
 *   const c = socket.tcp();
 *   await c.connect("10.0.0.1", 40123);
 *   await c.close();
 * });
 * ```
 */
export const air: Air = createAir(device);

/** `socket` of the default device. 默认设备的 `socket` 库。 */
export const socket: Air["socket"] = air.socket;
/** `socketcore` of the default device. 默认设备的 `socketcore` 库。 */
export const socketcore: Air["socketcore"] = air.socketcore;
/** `callbackSocket` of the default device. 默认设备的 `callbackSocket` 库。 */
export const callbackSocket: Air["callbackSocket"] = air.callbackSocket;
/** `sys` of the default device. 默认设备的 `sys` 库。 */
export const sys: Air["sys"] = air.sys;
/** `rtos` of the default device. 默认设备的 `rtos` 库。 */
export const rtos: Air["rtos"] = air.rtos;
/** `link` of the default device. 默认设备的 `link` 库。 */
export const link: Air["link"] = air.link;
/** `net` of the default device. 默认设备的 `net` 库。 */
export const net: Air["net"] = air.net;
/** `ntp` of the default device. 默认设备的 `ntp` 库。 */
export const ntp: Air["ntp"] = air.ntp;
/** `log` of the default device. 默认设备的 `log` 库。 */
export const log: Air["log"] = air.log;
/** `os` of the default device. 默认设备的 `os` 库。 */
export const os: Air["os"] = air.os;
/** Text and bytes, as `string` of Lua. 字节与文本，对应 Lua 的 `string`。 */
export const str: Air["str"] = air.str;
/** Lua's `pack`. `pack` 库。 */
export const pack: Air["pack"] = air.pack;
/** The promises of the default device. 默认设备的 Promise 接口。 */
export const promises: Air["promises"] = air.promises;
