import type { Message, Sys } from "@luat/corelib";
import type { Clock } from "@luat/contract";
import { EVENTS, type Ctrl, type SocketLibrary } from "@luat/socket";
import type { LibnetTable } from "./libnet-table.js";

type Nil = null | undefined;

const VERSION = "202607021200";

/** Makes the `libnet` table over a device's `sys` and `socket`. */
export function createLibnet(sys: Sys, library: SocketLibrary, clock: Clock): LibnetTable {
  const { socket } = library;

  const next = (taskName: string, event: number, timeout: number | Nil): Promise<Message | false | undefined> =>
    sys.waitMsg(taskName, event, timeout);

  /**
   * For answers that are known at once: a loop of them takes a full turn now and then, so that it starves no timer, and
   * ends with its device.
   */
  const noWait = (): Promise<void> => sys.wait(0);

  /** Waits for an event where the call said that one follows. */
  async function settled(op: string, taskName: string, timeout: number | Nil, netc: Ctrl | Nil, event: number, [ok, done]: [] | [boolean, boolean]): Promise<boolean> {
    if (ok !== true || done === true) {
      await noWait();
      return ok === true;
    }
    const message = await next(taskName, event, timeout);
    if (message === undefined) library.timedOut(netc, op, timeout ?? 0);
    return message !== undefined && message !== false && message[2] === 0;
  }

  return {
    waitLink: async (taskName, timeout, netc) => settled("linkup", taskName, timeout, netc, EVENTS.LINK, socket.linkup(netc)),

    connect: async (taskName, timeout, netc, ip, port, need_ipv6_dns) =>
      settled("connect", taskName, timeout, netc, EVENTS.ON_LINE, socket.connect(netc, ip, port, need_ipv6_dns)),

    listen: async (taskName, timeout, netc, backlog) =>
      settled("listen", taskName, timeout, netc, EVENTS.ON_LINE, socket.listen(netc, backlog)),

    async tx(taskName, timeout, netc, data, ip, port, flag) {
      const before = library.progress(netc)?.accepted;
      const [ok, full] = socket.tx(netc, data, ip, port, flag);
      if (ok !== true || full === true) {
        await noWait();
        return [ok === true, full === true];
      }
      // For empty data no TX_OK is ever told; LuatOS waits for it all the same.
      if (library.progress(netc)?.accepted === before) {
        await noWait();
        return [true, false];
      }
      return [await sentAll(taskName, timeout, netc), false];
    },

    async wait(taskName, timeout, netc) {
      const [ok, arrived] = socket.wait(netc);
      if (ok !== true || arrived === true) {
        await noWait();
        return [ok === true, ok === true];
      }
      const message = await next(taskName, EVENTS.EVENT, timeout);
      if (message === undefined || message === false) return [true, false];
      return message[2] === 0 ? [true, true] : [false, false];
    },

    async close(taskName, timeout, netc) {
      const [ok, done] = socket.discon(netc);
      if (ok === true && done === false && (await next(taskName, EVENTS.CLOSED, timeout)) === undefined) library.timedOut(netc, "close", timeout ?? 0);
      socket.close(netc);
    },

    version: () => VERSION,
  };

  /** Waits for the TX_OK of what was accepted until now; a late one of an earlier tx that timed out is not it. */
  async function sentAll(taskName: string, timeout: number | Nil, netc: Ctrl | Nil): Promise<boolean> {
    const end = library.progress(netc)?.accepted ?? 0;
    const limit = typeof timeout === "number" && timeout > 0 ? clock.now() + timeout : undefined;
    for (;;) {
      const left = limit === undefined ? undefined : Math.ceil(limit - clock.now());
      const message = left !== undefined && left <= 0 ? undefined : await next(taskName, EVENTS.TX_OK, left);
      if (message === undefined) library.timedOut(netc, "send", timeout ?? 0);
      if (message === undefined || message === false || message[2] !== 0) return false;
      const progress = library.progress(netc);
      if (progress === undefined || progress.sent >= end) return true;
    }
  }
}
