/** The subprotocol that both sides of a WebSocket agree on: the protocol of gateways, version 1. */
export const GATEWAY_PROTOCOL = "luat-gateway.v1";

/** The most bytes of a control message, as UTF-8: certificates travel in it. */
export const MAX_CONTROL = 262_144;
/** The most bytes of one payload message of a stream. */
export const MAX_PAYLOAD = 65_536;
/** The most bytes of data of one datagram. No network takes that many, so what is larger still may be cut to this and is refused all the same. */
export const MAX_DATAGRAM_DATA = 65_536;
/** The most bytes of the header of a datagram: flags, the length of the address, the address, the port. */
export const MAX_DATAGRAM_HEADER = 2 + 255 + 2;
/** The most bytes of any message, for the limit of a WebSocket. */
export const MAX_MESSAGE = 262_144;
/** The largest window that may be asked for. */
export const MAX_WINDOW = 16_777_216;
/** The most datagrams that a client may have unsettled. */
export const DATAGRAM_WINDOW = 64;
/** The most bytes of datagrams, headers included, that a client may have unsettled; a single one may always be. */
export const DATAGRAM_WINDOW_BYTES = 262_144;

/**
 * The codes with which a WebSocket of the protocol is closed. Scripts in browsers may only use 1000 and those from 3000 on, so what a client
 * finds wrong has codes of its own.
 */
export const CLOSE_CODES = {
  /** The channel is done; `closed` told how, or the client has ended it. */
  done: 1000,
  /** The gateway stops. */
  stopped: 1001,
  /** The client broke the protocol. */
  protocol: 1002,
  /** A wrong token, a forbidden target, or nothing said within the time for that. */
  policy: 1008,
  /** A message of the client was too large. */
  size: 1009,
  /** A limit of the gateway is reached; another time may be better. */
  limit: 1013,
  /** The gateway broke the protocol. */
  "client-protocol": 4002,
  /** A message of the gateway was too large. */
  "client-size": 4009,
} as const;
