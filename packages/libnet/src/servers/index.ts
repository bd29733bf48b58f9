export type { Client } from "./client.js";
export type { BroadcastOptions, BroadcastResult, CloseServerOptions, ManagedServer, UnicastResult } from "./managed-server.js";
export { serve } from "./serve.js";
export type { ServeOptions } from "./serve-options.js";
export type { Departure, Dismissal, Dropped, ManagedServerEvents, Refusal, RefusalReason } from "./server-events.js";
export type { ServerStatus } from "./server-status.js";
