export { Gateway, type AttachOptions, type StopOptions } from "./gateway.js";
export type { GatewayLimits } from "./gateway-limits.js";
export type { GatewayOptions } from "./gateway-options.js";
export { sumOfStatus, type ChannelKind, type GatewayStatus, type RefusalReason } from "./gateway-status.js";
export { metricsText } from "./metrics-text.js";
