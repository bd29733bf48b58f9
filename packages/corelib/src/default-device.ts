import { createCorelib, type Corelib } from "./corelib.js";
import type { Log } from "./log/log.js";
import type { Os } from "./os/os.js";
import * as pack from "./pack/pack.js";
import type { Rtos } from "./rtos/rtos.js";
import * as str from "./str/str.js";
import type { Sys } from "./sys/sys.js";
import type { ZbuffLibrary } from "./zbuff/library.js";

// They hold nothing of a device, so all share them.
export { pack, str };

/** The core library of the default device, which programs use that take theirs by import, as in Lua. */
export const corelib: Corelib = createCorelib();

/**
 * The `sys` of the default device.
 * 默认设备的 `sys` 库。
 */
export const sys: Sys = corelib.sys;
/**
 * LuatOS's other name of {@link sys}.
 * `sys` 的别名。
 */
export const sysplus: Sys = corelib.sys;
/**
 * The `log` of the default device.
 * 默认设备的 `log` 库。
 */
export const log: Log = corelib.log;
/**
 * The `zbuff` of the default device.
 * 默认设备的 `zbuff` 库。
 */
export const zbuff: ZbuffLibrary = corelib.zbuff;
/**
 * The `os` of the default device.
 * 默认设备的 `os` 库。
 */
export const os: Os = corelib.os;
/**
 * The `rtos` of the default device.
 * 默认设备的 `rtos` 库。
 */
export const rtos: Rtos = corelib.rtos;

/**
 * `sys.sendMsg` of the default device, as LuatOS's native code calls it.
 * 默认设备的 `sys.sendMsg`。
 */
export const sys_send: Sys["sendMsg"] = sys.sendMsg;
/**
 * `sys.publish` of the default device, as LuatOS's native code calls it.
 * 默认设备的 `sys.publish`。
 */
export const sys_pub: Sys["publish"] = sys.publish;
/**
 * `sys.waitMsg` of the default device, as LuatOS's native code calls it.
 * 默认设备的 `sys.waitMsg`。
 */
export const sys_wait: Sys["waitMsg"] = sys.waitMsg;
