import type { Nil, SendData } from "../arguments.js";
import type { CONSTANTS } from "./constants.js";

/** The certificates of one SSL socket: PEM text, not file names. The log warns of fields that it does not have. */
export interface CoreCert {
  /** The name that the server's certificate must be for, and that is announced; nil: the address. */
  readonly hostName?: string | Nil;
  /** The authorities; nil: the server is not verified, which the log tells where insist is 0. */
  readonly caCert?: string | Nil;
  /** This side's certificate, which a server may want; nil: none. */
  readonly clientCert?: string | Nil;
  /** The private key of `clientCert`, which is not encrypted. */
  readonly clientKey?: string | Nil;
}

/** The arguments of `sock_conn`. */
export type SockConnArguments = Parameters<SocketCore["sock_conn"]>;

type Constants = typeof CONSTANTS;

/**
 * LuatOS-Air's `socketcore`: sockets are numbers, no call waits, and what comes of it is told as a message, see `rtos.on`.
 * LuatOS-Air 的 `socketcore` 库：句柄为数字，调用立即返回，结果以底层消息通知。
 *
 * A slot is taken from `sock_conn` until `sock_destroy`: ten there are. The usual order: `sock_conn`, `MSG_SOCK_CONN_CNF`,
 * `sock_send`, `MSG_SOCK_SEND_CNF`, `MSG_SOCK_RECV_IND`, `sock_recv`, `sock_close`, `MSG_SOCK_CLOSE_CNF`, `sock_destroy`. When
 * the peer closes: `MSG_SOCK_CLOSE_IND`, then `sock_close` as above. When it cannot connect: `MSG_SOCK_CONN_CNF` with result 1,
 * then `sock_destroy`.
 *
 * @example
 * ```ts
 * rtos.on(rtos.MSG_SOCK_CONN_CNF, (msg) => socketcore.sock_send(msg.socket_index ?? -1, "hello"));
 * rtos.on(rtos.MSG_SOCK_RECV_IND, (msg) => {
 *   log.info("core", socketcore.sock_recv(msg.socket_index ?? -1, msg.recv_len ?? 0)); // prints "I/core hello"
 * });
 * socketcore.sock_conn(0, "10.0.0.1", 40123); // 0
 * ```
 */
export interface SocketCore extends Constants {
  /**
   * Starts to connect.
   * 创建 socket 并发起连接。
   *
   * How long that may last is up to the host's system: on a mock network a silent address is never confirmed, so have a timer of your
   * own, and `sock_close` when it ends.
   *
   * @param type - 0 TCP, 1 UDP, 2 SSL; no default.
   * @param addr - name or literal address, of 100 characters at most.
   * @param port - 1 to 65535; a text that is a number will do.
   * @param cert - with SSL: the certificates, as PEM text. With TCP and UDP a number is the length of the buffer.
   * @param recvBufferLen - bytes of the receive buffer. It is as large as it must be, whatever is given.
   * @param insist - with SSL: 1 or nil connects although the server's certificate is not good, 0 does not.
   * @param local_port - the local port; nil or 0: any.
   * @param hostNameFlag - with SSL: 1 announces the name of the host (SNI). It is announced in any case where the certificate is verified.
   * @returns the handle, 0 to 9; `undefined` when no slot is free, the network is not ready, or an argument cannot be: the log says why.
   * @throws TypeError when an argument is of a wrong type.
   *
   * @example
   * ```ts
   * socketcore.sock_conn(1, "10.0.0.1", 40123); // 0
   * socketcore.sock_conn(0, "10.0.0.1", 70000); // undefined
   * ```
   */
  sock_conn(
    type: number,
    addr: string,
    port: number | string,
    cert?: CoreCert | number | Nil,
    recvBufferLen?: number | Nil,
    insist?: number | Nil,
    local_port?: number | Nil,
    hostNameFlag?: number | Nil,
  ): number | undefined;
  /**
   * As {@link SocketCore.sock_conn}, but with -1 where that gives nil.
   * 同 `sock_conn`，失败时返回负数。
   *
   * @example
   * ```ts
   * socketcore.sock_conn_ext(0, "10.0.0.1", 40123); // 0
   * socketcore.sock_conn_ext(7, "10.0.0.1", 40123); // -1
   * ```
   */
  sock_conn_ext(...args: SockConnArguments): number;
  /**
   * Sends; `MSG_SOCK_SEND_CNF` tells when the system has all of it.
   * 发送数据，发送完成后收到 `MSG_SOCK_SEND_CNF`。
   *
   * @param id - the handle.
   * @param data - up to 65535 bytes.
   * @returns `[1, 0]` taken; `[0, error]` nothing was taken: one of `socketcore.ERR_...`, such as `ERR_ENOTCONN` before it is
   * connected, `ERR_ECLSD` after the peer closed, `ERR_EWOULDBLOCK` when too much is unsent, `ERR_EARG` for a wrong handle or length.
   * @throws TypeError when data is of another type.
   *
   * @example
   * ```ts
   * socketcore.sock_send(5, "hello"); // [0, 16]
   * ```
   */
  sock_send(id: number, data: SendData): [accepted: 0 | 1, error: number];
  /**
   * Takes bytes that `MSG_SOCK_RECV_IND` announced. The next indication comes after all of them were taken.
   * 读取已通知的数据。
   *
   * @param id - the handle.
   * @param len - how many at most, usually `msg.recv_len`.
   * @returns the bytes; none when there are none, or there is no such socket.
   *
   * @example
   * ```ts
   * rtos.on(rtos.MSG_SOCK_RECV_IND, (msg) => log.info("core", socketcore.sock_recv(msg.socket_index ?? -1, msg.recv_len ?? 0)));
   * ```
   */
  sock_recv(id: number, len: number): Uint8Array;
  /**
   * How much of 11200 bytes is left by what was sent and is not confirmed: on the device, what its buffer takes still. Here `sock_send`
   * takes more at once.
   * 发送缓冲区剩余字节数。
   *
   * @param id - the handle.
   * @returns 0 when it is not connected.
   *
   * @example
   * ```ts
   * socketcore.sock_getremainbuf(5); // 0
   * ```
   */
  sock_getremainbuf(id: number): number;
  /**
   * Closes it in order. `MSG_SOCK_CLOSE_CNF` comes in any case, also when it was closed already: once the peer has closed its side
   * too, or after 5 seconds, when the connection is cut.
   * 关闭连接，完成后收到 `MSG_SOCK_CLOSE_CNF`。
   *
   * @param id - the handle.
   * @returns 1; 0 when there is no such socket.
   *
   * @example
   * ```ts
   * socketcore.sock_close(5); // 0
   * ```
   */
  sock_close(id: number): 0 | 1;
  /**
   * Frees the slot: after `MSG_SOCK_CLOSE_CNF`, or after a `MSG_SOCK_CONN_CNF` with result 1.
   * 释放 socket，之后句柄可以重新使用。
   *
   * @param id - the handle.
   * @returns 1; 0 when it is not closed, or there is no such socket.
   *
   * @example
   * ```ts
   * rtos.on(rtos.MSG_SOCK_CLOSE_CNF, (msg) => socketcore.sock_destroy(msg.socket_index ?? -1));
   * ```
   */
  sock_destroy(id: number): 0 | 1;
  /**
   * Sets an option: keep-alive probes (`SO_KEEPALIVE`, `TCP_KEEPIDLE`, `TCP_KEEPINTVL`, `TCP_KEEPCNT`), or `SO_REUSEADDR`, which
   * changes nothing.
   * 设置 socket 选项。
   *
   * Probes must be known before it is connected: set them right after `sock_conn`, in the same turn. Later ones are taken
   * and have no effect, which the log tells.
   *
   * @param id - the handle.
   * @param level - `SOL_SOCKET` or `IPPROTO_TCP`.
   * @param name - the option.
   * @param value - a number; times are in seconds.
   * @returns 0; -1 when there is no such socket or option, or value is no number.
   *
   * @example
   * ```ts
   * const id = socketcore.sock_conn(0, "10.0.0.1", 40123) ?? -1;
   * socketcore.sock_setopt(id, socketcore.SOL_SOCKET, socketcore.SO_KEEPALIVE, 1); // 0
   * socketcore.sock_setopt(id, socketcore.IPPROTO_TCP, socketcore.TCP_KEEPIDLE, 60); // 0
   * ```
   */
  sock_setopt(id: number, level: number, name: number, value: number): 0 | -1;
}
