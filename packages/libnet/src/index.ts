import { corelib } from "@luat/corelib";
import { socketLibrary } from "@luat/socket";
import type { BindOptions } from "./connection/bind.js";
import type { ConnectOptions } from "./connection/connect.js";
import type { Connection } from "./connection/connection.js";
import type { DatagramSocket } from "./connection/datagram-socket.js";
import type { ListenOptions } from "./connection/listen.js";
import type { Server } from "./connection/server.js";
import type { WaitOptions } from "./connection/wait-options.js";
import { deviceOf, type Device } from "./device.js";
import type { LibnetTable } from "./faithful/libnet-table.js";
import type { ServerTime, SntpOptions } from "./sntp/sntp-options.js";

export type { BindOptions } from "./connection/bind.js";
export type { ConnectOptions } from "./connection/connect.js";
export type { HappyEyeballsOptions } from "./connection/happy-eyeballs.js";
export type { CloseOptions, Connection, ConnectionEnd, ConnectionEvents, Data, PeekOptions, RxOptions, TxOptions, UntilOptions } from "./connection/connection.js";
export type { Datagram, DatagramSocket, DatagramSocketEnd, DatagramSocketEvents, GroupOptions } from "./connection/datagram-socket.js";
export type { ListenOptions } from "./connection/listen.js";
export type { Server } from "./connection/server.js";
export type { DatagramTlsOptions, ServerTlsOptions, TlsOptions } from "./connection/tls-options.js";
export type { WaitOptions } from "./connection/wait-options.js";
export type { Hop, Way, WayLimits } from "./connection/way.js";
export { createDevice, type Device, type DeviceOptions, type Luat, type StopOptions } from "./device.js";
export { AnswerError, BrokenError, ClosedError, IncompleteError, LuatError, ResolveError, TimeoutError, TlsError, type ErrorCode, type ErrorDetails } from "./errors.js";
export type { LibnetTable } from "./faithful/libnet-table.js";
export type { ServerTime, SntpOptions } from "./sntp/sntp-options.js";
export type { AnswerFlaw } from "@luat/socket/sntp";

/**
 * The default device: this computer's network, the system's time, the packages' own `sys` and `socket`.
 *
 * @example
 * ```ts
 * import { device } from "@luat/libnet";
 *
 * await device.ready({ timeout: 30_000 });
 * device.log.info("net", ...device.socket.localIP());
 * ```
 */
export const device: Device = deviceOf(corelib, socketLibrary);

/**
 * The `libnet` table of the default device.
 * 默认设备的 `libnet` 库。
 */
export const libnet: LibnetTable = device.libnet;

/**
 * Connects to a TCP or TLS server on the default device.
 *
 * @param options - where and how; see {@link ConnectOptions}.
 * @returns the connection, on line.
 * @throws as {@link Device.connect}.
 * @example
 * ```ts
 * import { connect } from "@luat/libnet";
 *
 * await using connection = await connect({ host: "127.0.0.1", port: 7, timeout: 5_000 });
 * await connection.tx("hello");
 * const bytes = await connection.rx({ timeout: 5_000 });
 * console.log(new TextDecoder().decode(bytes)); // prints "hello"
 * ```
 */
export function connect(options: ConnectOptions): Promise<Connection> {
  return device.connect(options);
}

/**
 * Listens for TCP or TLS clients on the default device.
 *
 * @param options - where and how; see {@link ListenOptions}.
 * @returns the server, listening.
 * @throws as {@link Device.listen}.
 * @example
 * ```ts
 * import { listen, type Connection } from "@luat/libnet";
 *
 * async function serve(connection: Connection): Promise<void> {
 *   for await (const bytes of connection) await connection.tx(bytes);
 *   await connection.close();
 * }
 * const server = await listen({ port: 8080 });
 * for await (const connection of server) serve(connection).catch(console.error);
 * ```
 */
export function listen(options: ListenOptions): Promise<Server> {
  return device.listen(options);
}

/**
 * Opens a UDP socket on the default device.
 *
 * @param options - where and how; see {@link BindOptions}.
 * @returns the socket, open.
 * @throws as {@link Device.bind}.
 * @example
 * ```ts
 * import { bind } from "@luat/libnet";
 *
 * const datagrams = await bind({ port: 6000 });
 * for await (const { bytes, from } of datagrams) await datagrams.tx(bytes, from); // an echo server
 * ```
 */
export function bind(options?: BindOptions): Promise<DatagramSocket> {
  return device.bind(options);
}

/**
 * Asks time servers (SNTP) over the default device's network. The host's clock is never set.
 *
 * @param options - whom to ask; see {@link SntpOptions}.
 * @returns the time, and how far this computer's clock is off.
 * @throws as {@link Device.sntp}.
 * @example
 * ```ts
 * import { sntp } from "@luat/libnet";
 *
 * const { offset, delay } = await sntp({ servers: ["ntp.aliyun.com", "ntp.ntsc.ac.cn"], timeout: 10_000 });
 * const trueNow = () => new Date(Date.now() + offset);
 * console.log(`it is ${trueNow().toISOString()}, more or less ${delay / 2} ms`);
 * ```
 */
export function sntp(options?: SntpOptions): Promise<ServerTime> {
  return device.sntp(options);
}

/**
 * Waits until the default device's network is ready.
 *
 * @param options - how long to wait; default: for ever.
 * @returns the address of the default card.
 * @throws as {@link Device.ready}.
 * @example
 * ```ts
 * import { ready } from "@luat/libnet";
 *
 * console.log(`on the network as ${await ready({ timeout: 30_000 })}`);
 * ```
 */
export function ready(options?: WaitOptions): Promise<string> {
  return device.ready(options);
}
