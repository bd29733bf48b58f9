export { readDatagram, writeDatagram } from "./datagram.js";
export type { ClientFields, ClientMessage, ClientType, GatewayMessage, GatewayType, WireSecure } from "./message.js";
export { parseFromClient, parseFromGateway } from "./parse.js";
export {
  CLOSE_CODES,
  DATAGRAM_WINDOW,
  DATAGRAM_WINDOW_BYTES,
  GATEWAY_PROTOCOL,
  MAX_CONTROL,
  MAX_DATAGRAM_DATA,
  MAX_DATAGRAM_HEADER,
  MAX_MESSAGE,
  MAX_PAYLOAD,
  MAX_WINDOW,
} from "./protocol.js";
export { WireError } from "./wire-error.js";
export { writeFromClient, writeFromGateway } from "./write.js";
