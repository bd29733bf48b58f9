import { corelib } from "@luat/corelib";
import { defaultAdapters } from "#default-card";
import { createSocketLibrary, type SocketLibrary } from "./socket-library.js";
import type { SocketTable } from "./socket-table.js";

export type { Ctrl, SocketCallback } from "./faithful/ctrl.js";
export type { TxData } from "./faithful/bytes.js";
export { createSocketLibrary, type SocketLibrary, type SocketLibraryOptions, type SocketLimits } from "./socket-library.js";
export type { AcceptResult, CtrlArgument, OkDone, ReadResult, RxResult, SocketCalls } from "./faithful/socket-calls.js";
export type { SocketTable } from "./socket-table.js";
export type { HostsTable } from "./runtime/hosts.js";
export type { SntpCalls } from "./sntp/sntp-calls.js";
export type { Ntptm } from "./sntp/time-of-day.js";
export { ADAPTERS, EVENTS, STATES, STATE_TEXTS, type AdapterName, type State } from "./ids.js";
export { defaultAdapters };

/** The socket library of the default device. */
export const socketLibrary: SocketLibrary = createSocketLibrary({ corelib, adapters: defaultAdapters() });

/**
 * The `socket` table of the default device.
 * 默认设备的 `socket` 库。
 */
export const socket: SocketTable = socketLibrary.socket;
