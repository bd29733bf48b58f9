import { LAST_ADAPTER } from "../ids.js";
import { adapterArgument, isSlot, toInteger } from "./arguments.js";
import { living, type Workings } from "./workings.js";
import type { SocketTable } from "./socket-table.js";

const NOWHERE = "0.0.0.0";

/** The calls about network cards and addresses. */
export function cardCalls(workings: Workings): Pick<SocketTable, "localIP" | "remoteIP" | "adapter" | "dft"> {
  const { cards } = workings;
  return {
    localIP(adapter) {
      const card = cards.get(adapterArgument("localIP", adapter) ?? cards.default);
      if (card === undefined) return [];
      const address = card.address();
      return address === undefined
        ? [NOWHERE, NOWHERE, NOWHERE, undefined]
        : [address.ip, address.mask, address.gateway, address.ipv6];
    },

    remoteIP(ctrl) {
      const [ip1, ip2, ip3, ip4] = living(workings, ctrl)?.socket.addresses ?? [];
      return [ip1, ip2, ip3, ip4];
    },

    adapter(index) {
      const wanted = toInteger(index);
      if (wanted !== undefined && isSlot(wanted)) return [cards.get(wanted)?.isReady() ?? false, wanted];
      const ready = cards.entries().find(([, card]) => card.isReady());
      return ready === undefined ? [false, LAST_ADAPTER] : [true, ready[0]];
    },

    dft(id) {
      if (typeof id === "number" && Number.isInteger(id) && isSlot(id)) cards.default = id;
      return [cards.default, cards.last];
    },
  };
}
