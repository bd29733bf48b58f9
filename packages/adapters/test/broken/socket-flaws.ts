import type { Fault } from "@luat/contract";
import { datagramFlaw, listenerFlaw, streamFlaw, type Flaw } from "./flaw.js";
import { PassDatagrams, PassListener, PassStream } from "./pass-card.js";

const BROKEN: Fault = { reason: "broken" };

const FLAWS: readonly Flaw[] = [
  streamFlaw(
    "does not say that it is out of sockets when it dials",
    ["sockets.limit"],
    class extends PassStream {
      override closed(): void {
        super.closed(BROKEN);
      }
    },
  ),
  listenerFlaw(
    "does not say that it is out of sockets when it listens",
    ["sockets.limit"],
    class extends PassListener {
      override closed(): void {
        super.closed(BROKEN);
      }
    },
  ),
  datagramFlaw(
    "does not say that it is out of sockets when it binds",
    ["sockets.limit"],
    class extends PassDatagrams {
      override closed(): void {
        super.closed(BROKEN);
      }
    },
  ),
  streamFlaw(
    "keeps the sockets of streams that are destroyed",
    ["sockets.room"],
    class extends PassStream {
      override destroy(): void {}
    },
  ),
  listenerFlaw(
    "keeps the sockets of listeners that are closed",
    ["sockets.room"],
    class extends PassListener {
      override close(): void {}
    },
  ),
  datagramFlaw(
    "keeps the sockets of datagrams that are closed",
    ["sockets.room"],
    class extends PassDatagrams {
      override close(): void {}
    },
  ),
];

/** Cards with few sockets that are wrong about them. */
export const SOCKET_FLAWS: readonly Flaw[] = FLAWS.map((flaw) => ({ ...flaw, host: { profile: "lwip" } }));
