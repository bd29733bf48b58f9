import { STATES, type State } from "../ids.js";
import type { Row } from "./row.js";
import { connecting } from "./states/connecting.js";
import { disconnecting } from "./states/disconnecting.js";
import { linkOff } from "./states/link-off.js";
import { listen } from "./states/listen.js";
import { offLine } from "./states/off-line.js";
import { online } from "./states/online.js";
import { shakehand } from "./states/shakehand.js";
import { waitDns } from "./states/wait-dns.js";

/** Which row answers in which state. It does not compile when a state has none. */
export const TABLE: Readonly<Record<State, Row>> = {
  [STATES.LINK_OFF]: linkOff,
  [STATES.OFF_LINE]: offLine,
  [STATES.WAIT_DNS]: waitDns,
  [STATES.CONNECTING]: connecting,
  [STATES.SHAKEHAND]: shakehand,
  [STATES.ONLINE]: online,
  [STATES.LISTEN]: listen,
  [STATES.DISCONNECTING]: disconnecting,
};
