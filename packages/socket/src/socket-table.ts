import type { SocketCalls } from "./faithful/socket-calls.js";
import type { ADAPTERS, EVENTS } from "./ids.js";
import type { SntpCalls } from "./sntp/sntp-calls.js";

type Constants = typeof ADAPTERS & typeof EVENTS;

/**
 * The `socket` table of LuatOS, name for name: non-blocking calls that return tuples, and events that tell the rest.
 * LuatOS 的 `socket` 库：非阻塞调用返回多个值，其余由事件通知。
 *
 * Events go to the callback given to `create` or `accept` as `(ctrl, event, param)`, or to the task of that name as the
 * message `{event, param}`, or are published as `"NWCTRL*"` with the card's number, the socket's number, event and
 * `param`. `param` is 0 (ok) or -1 (failed or broken). No call ever runs a callback before it returns.
 * What is not as in LuatOS: the guide "Porting from LuatOS", section `socket`.
 *
 * @example
 * ```ts
 * const netc = socket.create(null, (ctrl, event, param) => {
 *   if (param !== 0) log.warn("client", "failed or broken");
 *   else if (event === socket.ON_LINE) socket.tx(ctrl, "hello");
 *   else if (event === socket.EVENT) {
 *     const [ok, data] = socket.read(ctrl);
 *     if (ok) log.info("client", data); // prints "I/client hello"
 *   }
 * });
 * socket.connect(netc, "netlab.luatos.com", 40123);
 * ```
 */
export interface SocketTable extends Constants, SocketCalls, SntpCalls {}
