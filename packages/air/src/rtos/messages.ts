/** The numbers of the messages that the core sends, as one core has them. They are different elsewhere: use the names. */
export const MESSAGES = {
  /** The network is lost, and all sockets with it; of no socket. */
  MSG_PDP_DEACT_IND: 30,
  /** Bytes arrived: `recv_len` of them wait for `sock_recv`. */
  MSG_SOCK_RECV_IND: 31,
  /** What one `sock_send` took is with the system, or, with result 1, was lost. */
  MSG_SOCK_SEND_CNF: 32,
  /** `sock_close` is done; `sock_destroy` is next. */
  MSG_SOCK_CLOSE_CNF: 33,
  /** Connected, with SSL after the handshake; or, with result 1, not, and `sock_destroy` is next. */
  MSG_SOCK_CONN_CNF: 34,
  /** The peer has closed, or the connection broke; `sock_close` is next. */
  MSG_SOCK_CLOSE_IND: 36,
} as const;

/** The number of a message. */
export type MessageId = (typeof MESSAGES)[keyof typeof MESSAGES];

/** A message of the core, as `rtos.on` and `rtos.receive` give it. */
export interface RtosMessage {
  /** Which message it is: one of `rtos.MSG_...`. */
  readonly id: MessageId;
  /** The handle of the socket; absent with `MSG_PDP_DEACT_IND`. */
  readonly socket_index?: number;
  /** 0: it went well; 1: it failed. */
  readonly result: 0 | 1;
  /** Of `MSG_SOCK_RECV_IND`: how many bytes `sock_recv` can take. */
  readonly recv_len?: number;
  /** Of `MSG_SOCK_SEND_CNF`: how many bytes this is about. */
  readonly send_len?: number;
}

/** Is told a message. A promise it returns is watched for rejection. */
export type RtosHandler = (msg: RtosMessage) => unknown;
