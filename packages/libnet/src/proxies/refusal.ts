import type { FaultReason } from "@luat/contract";

/** Why a proxy does not connect. */
export class Refusal extends Error {
  readonly reason: FaultReason;

  /** @param message - what the proxy said. */
  constructor(reason: FaultReason, message: string) {
    super(message);
    this.reason = reason;
  }
}
