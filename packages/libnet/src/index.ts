import { corelib } from "@luat/corelib";
import { socketLibrary } from "@luat/socket";
import type { ConnectOptions } from "./connection/connect.js";
import type { Connection } from "./connection/connection.js";
import type { ListenOptions } from "./connection/listen.js";
import type { Server } from "./connection/server.js";
import type { WaitOptions } from "./connection/wait-options.js";
import { deviceOf, type Device } from "./device.js";
import type { LibnetTable } from "./faithful/libnet-table.js";

export type { ConnectOptions } from "./connection/connect.js";
export type { CloseOptions, Connection, ConnectionEnd, ConnectionEvents, Data, RxOptions, TxOptions } from "./connection/connection.js";
export type { ListenOptions } from "./connection/listen.js";
export type { Server } from "./connection/server.js";
export type { WaitOptions } from "./connection/wait-options.js";
export { createDevice, type Device, type DeviceOptions, type Luat, type StopOptions } from "./device.js";
export { BrokenError, ClosedError, LuatError, ResolveError, TimeoutError, TlsError, type ErrorCode, type ErrorDetails } from "./errors.js";
export type { LibnetTable } from "./faithful/libnet-table.js";

/** The default device: this computer's network, the system's time, the packages' own `sys` and `socket`. */
export const device: Device = deviceOf(corelib, socketLibrary);

/**
 * The `libnet` table of the default device.
 * 默认设备的 `libnet` 库。
 */
export const libnet: LibnetTable = device.libnet;

/** Connects to a TCP server on the default device; see {@link Device.connect}. */
export function connect(options: ConnectOptions): Promise<Connection> {
  return device.connect(options);
}

/** Listens for TCP clients on the default device; see {@link Device.listen}. */
export function listen(options: ListenOptions): Promise<Server> {
  return device.listen(options);
}

/** Waits until the default device's network is ready; see {@link Device.ready}. */
export function ready(options?: WaitOptions): Promise<string> {
  return device.ready(options);
}
