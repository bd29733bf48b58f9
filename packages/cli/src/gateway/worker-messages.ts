import type { GatewayStatus } from "@luat/adapters/gateway";
import type { ListenFailure } from "../texts/listen-reason.js";

/** What the first process of several says to a worker. */
export type ToWorker =
  /** Tell your numbers. */
  | { readonly luat: "status"; readonly id: number }
  /** The numbers of all, for the request of this number. */
  | { readonly luat: "all"; readonly id: number; readonly status: GatewayStatus }
  | { readonly luat: "stop" };

/** What a worker says to the first process. */
export type FromWorker =
  | { readonly luat: "listening"; readonly port: number }
  /** It cannot listen, and ends. */
  | { readonly luat: "failed"; readonly why: ListenFailure }
  | { readonly luat: "status"; readonly id: number; readonly status: GatewayStatus }
  /** What are the numbers of all? */
  | { readonly luat: "all"; readonly id: number };

/** Whether a message is one of these: others may use the same channel. */
export function isLuat<M extends ToWorker | FromWorker>(message: unknown): message is M {
  return typeof message === "object" && message !== null && "luat" in message;
}
