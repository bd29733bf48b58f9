export { DirectCard, type DirectCardOptions, type DirectDialOptions } from "./direct-card.js";
export { GatewayCard, type GatewayCardOptions } from "./gateway-card.js";
export type { CheckTls } from "./gateway-tls.js";
export type { WebSocketClass, WebSocketObject } from "./web-socket.js";
