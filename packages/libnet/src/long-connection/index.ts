export { longConnection } from "./create-long-connection.js";
export type { EndpointChooser, EndpointQuestion, LongEndpoint } from "./endpoints.js";
export type { Beat, HeartbeatOptions } from "./heartbeat.js";
export type { ItemStore } from "./item-store.js";
export { logStates } from "./log-states.js";
export type { LongConnectionState, LongConnectionStatus } from "./long-connection-state.js";
export type { LongConnection, LongConnectionEvents, LongStopOptions } from "./long-connection.js";
export type { WatchdogOptions } from "./network-watchdog.js";
export type {
  FailingQueue,
  InboxOptions,
  KeepingQueue,
  LongConnectionOptions,
  LongConnectionSettings,
  QueueLimits,
  QueueOptions,
  RetryOptions,
  SeveralEndpoints,
  SingleEndpoint,
} from "./options.js";
export { SendError, type SendErrorReason } from "./send-error.js";
export type { Session, SessionEnd } from "./session.js";
