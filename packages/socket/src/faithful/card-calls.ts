import { ipVersion } from "@luat/contract";
import { str } from "@luat/corelib";
import { EVENTS, LAST_ADAPTER, STATES } from "../ids.js";
import { PENDING } from "../runtime/reply.js";
import { adapterArgument, badArgument, isSlot, toInteger } from "./arguments.js";
import { living, type Workings } from "./workings.js";
import type { SocketCalls } from "./socket-calls.js";

const NOWHERE = "0.0.0.0";
const NAME_SERVERS = 4;
/** Blocks of LuatOS's receive window: the default, and what it takes. */
const RX_CACHE = 32;
const LEAST_RX_CACHE = 6;
const MOST_RX_CACHE = 48;

type Calls = Pick<SocketCalls, "localIP" | "remoteIP" | "adapter" | "dft" | "setDNS" | "sslLog" | "close_all" | "rx_cache">;

/** The calls about network cards and addresses. */
export function cardCalls(workings: Workings): Calls {
  const { cards, tlsLog } = workings;
  let rxCache = RX_CACHE;
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

    setDNS(adapter, index, ip) {
      const server = typeof ip === "number" && Number.isInteger(ip) ? str.ipText(ip) : ip;
      if (typeof server !== "string") throw badArgument("setDNS", "ip", ip, "a literal address, or an integer");
      const card = cards.get(adapterArgument("setDNS", adapter) ?? cards.default);
      if (card === undefined) return false;
      // LuatOS answers true whatever becomes of it, so the log tells.
      const place = toInteger(index) ?? 1;
      if (place < 1 || place > NAME_SERVERS) workings.corelib.log.warn("socket", `setDNS: index is ${place}; expected 1 to ${NAME_SERVERS}`);
      else if (ipVersion(server) === 0) workings.corelib.log.warn("socket", `setDNS: ip is ${JSON.stringify(server)}; expected a literal address`);
      else cards.setNameServer(card, place - 1, server);
      return true;
    },

    sslLog(level) {
      tlsLog.level = toInteger(level) ?? 1;
    },

    close_all(id) {
      if (typeof id !== "number" || !Number.isInteger(id) || id < 0 || id > LAST_ADAPTER) return false;
      for (const netc of workings.ctrls) {
        // One that is being ended in order already would be cut by a second discon, and its CLOSED would never come.
        if (netc.adapterIndex !== id || !netc.socket.open || netc.socket.state === STATES.DISCONNECTING) continue;
        netc.waitTarget = netc.socket.discon() === PENDING ? EVENTS.CLOSED : 0;
      }
      return true;
    },

    rx_cache(n) {
      if (typeof n === "number" && Number.isInteger(n) && n >= LEAST_RX_CACHE && n <= MOST_RX_CACHE) rxCache = n;
      return rxCache;
    },
  };
}
