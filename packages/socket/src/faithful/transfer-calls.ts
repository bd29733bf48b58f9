import { FULL, SENT } from "@luat/contract";
import { Zbuff } from "@luat/corelib";
import { EVENTS } from "../ids.js";
import { CANNOT, type Socket } from "../runtime/socket.js";
import { badArgument, toInteger } from "./arguments.js";
import { txBytes } from "./bytes.js";
import { readDatagram, rxDatagram, txDatagram } from "./datagram-transfer.js";
import type { SocketCalls } from "./socket-calls.js";
import { living, type Workings } from "./workings.js";

/** The calls that move bytes. */
export function transferCalls(workings: Workings): Pick<SocketCalls, "tx" | "rx" | "read" | "wait"> {
  const warn = (text: string): void => {
    workings.corelib.log.warn("socket", `tx: ${text}`);
  };

  return {
    tx(ctrl, data, ip, port) {
      const netc = living(workings, ctrl);
      if (netc === undefined) return [];
      if (netc.socket.datagram) return txDatagram(netc, data, ip, port, warn);
      const bytes = txBytes(data);
      const result = netc.socket.tx(bytes);
      if (result === CANNOT) return [false, false, false];
      if (result === FULL) return [true, true, true];
      // LuatOS: nothing is sent for empty data, and nothing is told.
      if (bytes.length > 0) {
        netc.waitTarget = EVENTS.TX_OK;
        if (result === SENT) netc.settleLater();
      }
      return [true, false, false];
    },

    rx(ctrl, buff, _flag, limit) {
      const netc = living(workings, ctrl);
      if (netc === undefined) return [];
      const { socket } = netc;
      if (!socket.readable) return [false, 0];
      if (socket.datagram) return rxDatagram(netc, buff, limit);
      const most = toInteger(limit) ?? -1;
      const available = readyBytes(socket);
      const count = most >= 0 && most < available ? most : available;
      if (count === 0) return [true, 0];
      if (buff instanceof Zbuff) {
        buff.reserve(count);
        const used = buff.used();
        buff.used(used + socket.read(buff.bytes, used, count));
        return [true, count, undefined, undefined];
      }
      if (typeof buff === "object" && buff !== null) throw badArgument("rx", "buff", buff, "a zbuff, or nil");
      return [true, count];
    },

    read(ctrl, len) {
      const netc = living(workings, ctrl);
      if (netc === undefined) return [];
      const { socket } = netc;
      if (!socket.readable) return [false];
      if (socket.datagram) return readDatagram(netc, len);
      const most = toInteger(len) ?? 0;
      const available = readyBytes(socket);
      return [true, socket.take(most > 0 && most < available ? most : available)];
    },

    wait(ctrl) {
      const netc = living(workings, ctrl);
      if (netc === undefined) return [];
      const { socket } = netc;
      if (socket.fresh) return [true, true];
      if (!socket.writable) return [false, false];
      netc.waitTarget = EVENTS.EVENT;
      return [true, false];
    },
  };
}

/** What one read gives: all that arrived; with TLS, the oldest record. */
function readyBytes({ incoming }: Socket): number {
  return incoming.keepsRecords ? incoming.frontLength : incoming.length;
}
