import type { Adapter, Clock } from "@luat/contract";
import type { Tokens } from "../admission/tokens.js";
import type { Limits } from "../gateway-limits.js";
import type { GatewayLog } from "../gateway-log.js";
import type { Policy } from "../policy/policy.js";
import type { Tally } from "../tally.js";
import type { BlockPool } from "./block-pool.js";
import type { Offers } from "./offers.js";

/** What all channels of a gateway share. */
export interface Site {
  readonly card: Adapter;
  readonly clock: Clock;
  readonly policy: Policy;
  readonly limits: Limits;
  readonly tokens: Tokens;
  readonly offers: Offers;
  readonly blocks: BlockPool;
  readonly tally: Tally;
  readonly log: GatewayLog;
}
