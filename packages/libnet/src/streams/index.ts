export { connectionFrom, type ConnectionFromOptions } from "./connection-from.js";
export { duplex, type DuplexOptions } from "./duplex.js";
export { webStreams, type WebStreams } from "./web-streams.js";
