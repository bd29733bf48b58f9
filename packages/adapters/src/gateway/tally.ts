import type { ChannelKind, GatewayStatus, RefusalReason } from "./gateway-status.js";

/** Counts what a gateway does. */
export class Tally {
  readonly open: Record<ChannelKind, number> = { waiting: 0, tcp: 0, tls: 0, udp: 0, listen: 0, accept: 0 };
  readonly opened: Record<Exclude<ChannelKind, "waiting">, number> = { tcp: 0, tls: 0, udp: 0, listen: 0, accept: 0 };
  readonly refused: Record<RefusalReason, number> = { path: 0, protocol: 0, origin: 0, rate: 0, limit: 0, stopping: 0, token: 0, silent: 0, forbidden: 0 };
  readonly failed: Record<string, number> = {};
  readonly bytes = { up: 0, down: 0 };
  readonly datagrams = { up: 0, down: 0 };
  readonly dropped = { slow: 0, forbidden: 0 };

  /** One of those that were opened ended so. */
  fail(reason: string): void {
    this.failed[reason] = (this.failed[reason] ?? 0) + 1;
  }

  /** The numbers of now. */
  status(isStopping: boolean): GatewayStatus {
    const { open, opened, refused, failed, bytes, datagrams, dropped } = this;
    return structuredClone({ isStopping, open, opened, refused, failed, bytes, datagrams, dropped });
  }
}
