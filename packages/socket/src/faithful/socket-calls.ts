import type { Zbuff } from "@luat/corelib";
import type { Nil } from "./arguments.js";
import type { TxData } from "./bytes.js";
import type { Ctrl, SocketCallback } from "./ctrl.js";

/** A socket argument: a ctrl of this device; with anything else, or a released one, a call returns nothing (`[]`, or `undefined`). */
export type CtrlArgument = Ctrl | Nil;

/** Either nothing, or whether it went well and whether it is done already (else an event follows). */
export type OkDone = [] | [ok: boolean, done: boolean];

/** What `rx` returns: addr and port only for UDP. */
export type RxResult = [] | [ok: false, length: 0] | [ok: true, length: number, addr?: Uint8Array | undefined, port?: number | undefined];

/** What `read` returns: addr and port only for UDP. */
export type ReadResult = [] | [ok: false] | [ok: true, data: Uint8Array, addr?: Uint8Array | undefined, port?: number | undefined];

/** What `accept` returns. */
export type AcceptResult = [] | [ok: false, client: undefined] | [ok: true, client: Ctrl | undefined, ip: string, port: number];

/**
 * The part of the `socket` table that is about sockets and cards; see `SocketTable`.
 * `socket` 库中与 socket 和网卡有关的部分。
 */
export interface SocketCalls {
  /**
   * Makes a socket on a card.
   * 在某一个适配的网卡上申请一个 socket_ctrl。
   *
   * Promise face: not needed: {@link @luat/libnet!Device.connect | Device.connect}, {@link @luat/libnet!Device.bind | Device.bind} and
   * {@link @luat/libnet!Device.listen | Device.listen} make the socket.
   *
   * @param adapter - the card's number, such as `socket.ETH0`. Default: `socket.dft()`.
   * 网卡编号，例如 `socket.ETH0`。默认：`socket.dft()`。
   * @param cb - a function `(ctrl, event, param)`, or the name of the task that gets the messages; nil: events are published.
   * 函数 `(ctrl, event, param)`，或接收消息的任务名；nil：发布事件。
   * @returns the ctrl, or `undefined` when there is no such card or no socket is left (see the device's `limits`).
   * @throws TypeError when adapter is neither nil nor an integer, as number or text.
   *
   * @example
   * ```ts
   * const netc = socket.create(null, (ctrl, event, param) => log.info("socket", String(ctrl), event, param));
   * ```
   */
  create(adapter?: number | string | Nil, cb?: SocketCallback | string | number | Nil): Ctrl | undefined;

  /**
   * Switches the socket's log lines on or off: what is called, and what happens to it, each with its state and what it waits for.
   * 配置是否打开 debug 信息。
   *
   * Promise face: not needed, as errors say why; `diagnostics` of {@link @luat/libnet!DeviceOptions | DeviceOptions} tell the rest.
   *
   * @param ctrl - the socket.
   * @param onoff - only a boolean counts. Off at the start.
   *
   * @example
   * ```ts
   * socket.debug(netc, true);
   * socket.discon(netc); // prints "D/socket ctrl#3 discon [state 7 DISCONNECTING, waits for CLOSED]"
   * ```
   */
  debug(ctrl: CtrlArgument, onoff?: boolean): void;

  /**
   * Settings, which count from the next connect or listen on.
   * 配置 network 一些信息。
   *
   * Without it a ctrl is plain TCP on an automatic port (on LuatOS it would be UDP).
   *
   * Promise face: the options `localPort`, `tls` and `keepAlive` of {@link @luat/libnet!ConnectOptions | ConnectOptions}, and those of
   * {@link @luat/libnet!ListenOptions | ListenOptions} and {@link @luat/libnet!BindOptions | BindOptions}.
   *
   * @param ctrl - the socket.
   * 套接字。
   * @param local_port - 0 to 65535; nil or 0: automatic. Out of range: `false` and a log line.
   * 本地端口，0 到 65535；nil 或 0：自动选择。超出范围：返回 `false` 并写日志。
   * @param is_udp - `true`: UDP instead of TCP. What is neither boolean nor nil: `false` and a log line.
   * `true`：UDP，否则 TCP。既不是布尔值也不是 nil：返回 `false` 并写日志。
   * @param is_tls - `true`: TLS, up to version 1.2; with UDP it is DTLS 1.2, with a pre-shared key only. What is neither boolean
   * nor nil: `false` and a log line. Without it, a log line tells of certificates that are given in vain.
   * `true`：TLS，最高 1.2 版；与 UDP 一起是 DTLS 1.2，只能用预共享密钥。
   * @param keep_idle - seconds of silence before the first keep-alive probe; nil or 0: no probes.
   * 空闲多少秒后发送第一个保活探测；nil 或 0：不发送。
   * @param keep_interval - seconds between probes.
   * 两次探测间隔的秒数。
   * @param keep_cnt - unanswered probes until the connection is broken.
   * 多少次探测没有应答，就认为连接已断。
   * @param server_cert - the authorities' certificates, as PEM text, or as bytes or zbuff (PEM or DER). The peer's certificate is then
   * verified against these alone, with the name given to `connect`; nil: **nothing is verified**. With DTLS: the pre-shared key, as it is (a text: its UTF-8).
   * CA 证书：PEM 文本，或字节、zbuff（PEM 或 DER）。只用它校验对端的证书和 `connect` 所给的域名；nil：**什么也不校验**。DTLS：预共享密钥。
   * @param client_cert - this side's certificate, which a server may want. With `listen`: the server's own. With DTLS: the
   * identity of the key.
   * 本侧的证书，服务器可能要求；用于 `listen` 时是服务器自己的证书。DTLS：密钥的身份标识。
   * @param client_key - its private key.
   * 上面证书的私钥。
   * @param client_password - what the key is encrypted with.
   * 私钥的密码。
   * @returns whether the settings were taken: `false`, and a log line names the argument and says why, for a certificate or key that
   * cannot be read or is no text, bytes or zbuff, a wrong password, a key of another certificate, or what the card cannot do.
   * `connect` refuses after a failure of TLS.
   * @throws TypeError when local_port is no integer, or a keep-alive value is none of at least 0.
   *
   * @example
   * ```ts
   * socket.config(netc, null, false, false, 300, 10, 3); // true
   * socket.config(netc, 6000, true); // true, UDP on port 6000
   * socket.config(netc, null, false, true, null, null, null, "no certificate"); // false
   * socket.config(netc, null, true, true, null, null, null, "key", "identity"); // true, DTLS with a pre-shared key
   * ```
   */
  config(
    ctrl: CtrlArgument,
    local_port?: number | string | Nil,
    is_udp?: boolean | Nil,
    is_tls?: boolean | Nil,
    keep_idle?: number | Nil,
    keep_interval?: number | Nil,
    keep_cnt?: number | Nil,
    server_cert?: string | Uint8Array | Zbuff | Nil,
    client_cert?: string | Uint8Array | Zbuff | Nil,
    client_key?: string | Uint8Array | Zbuff | Nil,
    client_password?: string | Uint8Array | Zbuff | Nil,
  ): boolean | undefined;

  /**
   * Asks whether the card's link is up.
   * 等待网卡 linkup。
   *
   * @param ctrl - the socket.
   * @returns `[true, true]` it is; `[true, false]` not yet, `LINK, 0` follows (there is no time limit).
   * @see {@link @luat/libnet!Device.ready | Device.ready} on the Promise face.
   *
   * @example
   * ```ts
   * socket.linkup(netc); // [true, true]
   * ```
   */
  linkup(ctrl: CtrlArgument): OkDone;

  /**
   * Connects as a client. A name is looked up and its addresses (up to four) are tried in turn.
   * 作为客户端连接服务器。
   *
   * With UDP it opens the socket and sets the peer; `connect(ctrl, "255.255.255.255", 0)` sets none: datagrams are then taken
   * from anyone, and sent to the address given to `tx`. With TLS it is on line when the handshake is done.
   *
   * @param ctrl - the socket.
   * 套接字。
   * @param ip - name, literal address, or an IPv4 address as integer in memory order.
   * 域名、地址文本，或内存顺序的 IPv4 整数。
   * @param port - 0 to 65535. A name with port 0 is only looked up (see `remoteIP`).
   * 端口，0 到 65535。域名加端口 0 只做解析（见 `remoteIP`）。
   * @param need_ipv6_dns - `true` looks up IPv6 addresses instead of IPv4 ones.
   * `true`：解析 IPv6 地址，而不是 IPv4。
   * @returns `[true, false]` started: `ON_LINE, 0` or `ON_LINE, -1` follows, without a time limit;
   * `[false, false]` refused (connected or connecting already, failed and not closed yet, port out of range).
   * @throws TypeError when ip or port is missing or of a wrong type.
   * @see {@link @luat/libnet!Device.connect | Device.connect}, for UDP {@link @luat/libnet!Device.bind | Device.bind}, on the Promise face.
   *
   * @example
   * ```ts
   * socket.connect(netc, "netlab.luatos.com", 40123); // [true, false]
   * ```
   */
  connect(ctrl: CtrlArgument, ip: string | number, port: number | string, need_ipv6_dns?: boolean | Nil): OkDone;

  /**
   * Listens for clients on the configured port.
   * 作为服务器开始监听。
   *
   * @param ctrl - the socket.
   * 套接字。
   * @param backlog - an integer from 1 on makes a one-to-many server: so many clients may wait to be accepted, each is
   * told as `ON_LINE, 0`. 0: one-to-one, the first client makes this very ctrl its connection, and others are refused until
   * it listens anew. nil keeps the last value, which is 0 at the start.
   * 大于等于 1：一对多，最多这么多客户端排队等待接受，每个都有 `ON_LINE, 0`。0：一对一，第一个客户端就占用这个 ctrl，其余被拒绝。nil：沿用上次的值，起初为 0。
   * @returns `[true, false]` started or going on: `ON_LINE, 0` follows for a client, or `ON_LINE, -1` when it can not
   * listen; `[false, false]` refused: connected or connecting, failed and not closed yet, backlog below 0, or above 0 where
   * the card serves one client at a time, as that of the PC simulator and Ethernet chips with a stack of their own do.
   * @see {@link @luat/libnet!Device.listen | Device.listen} on the Promise face.
   *
   * @example
   * ```ts
   * const server = socket.create(null, (ctrl, event, param) => {
   *   if (event !== socket.ON_LINE || param !== 0) return;
   *   const [ok, client, ip] = socket.accept(ctrl, "CLIENT");
   *   if (ok) log.info("server", String(client), "from", ip);
   * });
   * socket.config(server, 8080);
   * socket.listen(server, 4); // [true, false]
   * ```
   */
  listen(ctrl: CtrlArgument, backlog?: number | Nil): OkDone;

  /**
   * Takes a client that waits.
   * 作为服务器接受一个新的连接。
   *
   * @param ctrl - the socket that listens.
   * 正在监听的套接字。
   * @param cb - as in `create`, for the new ctrl of a one-to-many server; ignored by a one-to-one server.
   * 与 `create` 的相同，用于一对多时新的 ctrl；一对一时忽略。
   * @returns one-to-many: `[true, client, ip, port]`, or `[false, undefined]` when none waits, or no socket is left (see
   * the device's `limits`); one-to-one, a formality: `[true, undefined, ip, port]`.
   * @see {@link @luat/libnet!Server.accept | Server.accept} on the Promise face.
   *
   * @example
   * ```ts
   * const server = socket.create(null, "SERVER");
   * socket.config(server, 8080);
   * socket.listen(server, 4);
   * socket.accept(server, "CLIENT"); // [false, undefined]
   * ```
   */
  accept(ctrl: CtrlArgument, cb?: SocketCallback | string | number | Nil): AcceptResult;

  /**
   * Ends the connection in order.
   * 断开连接。
   *
   * @param ctrl - the socket.
   * 套接字。
   * @returns `[true, true]` it is down; `[true, false]` under way, `CLOSED, 0` follows when the peer has ended too
   * (`CLOSED, -1` when the link is lost meanwhile), without a time limit.
   * @see {@link @luat/libnet!Connection.close | Connection.close} on the Promise face.
   *
   * @example
   * ```ts
   * socket.discon(netc); // [true, false]
   * ```
   */
  discon(ctrl: CtrlArgument): OkDone;

  /**
   * Ends it at once and silently; the ctrl can connect again.
   * 强制关闭 socket。
   *
   * @param ctrl - the socket.
   * 套接字。
   * @see {@link @luat/libnet!Connection.abort | Connection.abort}, {@link @luat/libnet!Server.close | Server.close} and
   * {@link @luat/libnet!DatagramSocket.close | DatagramSocket.close} on the Promise face.
   *
   * @example
   * ```ts
   * socket.close(netc);
   * socket.tx(netc, "hello"); // [false, false, false]
   * ```
   */
  close(ctrl: CtrlArgument): void;

  /**
   * Closes and gives the ctrl back; every later call with it returns nothing, and events that wait are dropped.
   * 主动释放掉 ctrl。
   *
   * Promise face: not needed, as closing is all; or `await using`.
   *
   * @param ctrl - the socket.
   *
   * @example
   * ```ts
   * socket.release(netc);
   * socket.state(netc); // []
   * ```
   */
  release(ctrl: CtrlArgument): void;

  /**
   * Sends.
   * 发送数据给对端。
   *
   * @param ctrl - the socket.
   * 套接字。
   * @param data - text (as UTF-8), bytes, a number (as text), or a zbuff (its used part, which stays as it is). It may be
   * changed afterwards. With UDP it is one datagram, which may be empty; otherwise nothing is told of empty data.
   * 文本（UTF-8）、字节、数字（作文本），或 zbuff 里已使用的部分，zbuff 不变，可以马上再用。
   * @param ip - UDP only: a literal address, or an IPv4 address as integer; nil, or a name: the peer of `connect`.
   * 只用于 UDP：地址文本或 IPv4 整数；nil 或域名：`connect` 的对端。
   * @param port - UDP only: the port at `ip`.
   * 只用于 UDP：`ip` 的端口。
   * @param flag - ignored.
   * 忽略。
   * @returns `[true, false, false]` taken: `TX_OK, 0` follows when the system has all that was sent, or `TX_OK, -1` when
   * the connection breaks before, unless `wait` is called, which cancels it; `[true, true, true]` full: nothing was taken, send it again after the next
   * event; `[false, false, false]` not connected or broken,
   * or, which breaks it, a datagram of more than 65,507 bytes or without a port to go to.
   * @throws TypeError when data is of another type.
   * @see {@link @luat/libnet!Connection.tx | Connection.tx}, for UDP {@link @luat/libnet!DatagramSocket.tx | DatagramSocket.tx}, on the Promise face.
   *
   * @example
   * ```ts
   * const [ok, full] = socket.tx(netc, "hello");
   * if (!ok) log.warn("client", "not connected");
   * else if (full) log.info("client", "again after the next event");
   * ```
   */
  tx(ctrl: CtrlArgument, data: TxData, ip?: string | number | Nil, port?: number | Nil, flag?: number | Nil): [] | [ok: boolean, full: boolean, acked: boolean];

  /**
   * Reads into a zbuff.
   * 接收对端发出的数据，存放到 zbuff。
   *
   * @param ctrl - the socket.
   * 套接字。
   * @param buff - the bytes are appended to it, it grows as needed; nil: only the number of unread bytes is returned.
   * 收到的字节接在它后面，容量不够时自动增大；nil：只返回未读的字节数。
   * @param flag - ignored.
   * 忽略。
   * @param limit - at most so many bytes; the rest stays, but with UDP the rest of the datagram is dropped. Default: all.
   * 最多取这么多字节，其余留着（UDP 则丢弃该数据报的其余部分）。默认：全部。
   * @returns `[true, length]`, and with UDP `[true, length, addr, port]`, where `addr` is a zero byte and four octets, or a one and
   * sixteen (`str.ipText(addr)` is its text); `length` is 0 when there is nothing, and for an empty datagram, which has an `addr`. With UDP it is one datagram, with TLS one
   * record at most; `[false, 0]` when it is not connected, or the
   * connection is over and all was read.
   * @throws TypeError when buff is something else.
   * @see {@link @luat/libnet!Connection.rx | Connection.rx}, for UDP {@link @luat/libnet!DatagramSocket.rx | DatagramSocket.rx}, on the Promise face.
   *
   * @example
   * ```ts
   * const [ok, length = 0] = socket.rx(netc, buff);
   * if (ok && length > 0) log.info("client", buff.query()); // prints "I/client hello"
   * buff.del();
   * ```
   */
  rx(ctrl: CtrlArgument, buff?: Zbuff | Nil, flag?: number | Nil, limit?: number | Nil): RxResult;

  /**
   * Reads without a zbuff.
   * 读取数据（非 zbuff 版本）。
   *
   * @param ctrl - the socket.
   * 套接字。
   * @param len - at most so many bytes; nil or 0: all.
   * 最多这么多字节；nil 或 0：全部。
   * @returns `[true, data]`, and with UDP `[true, data, addr, port]` as `rx`; empty data when there is nothing; `[false]` when it is not connected, or the connection
   * is over and all was read.
   * @see {@link @luat/libnet!Connection.rx | Connection.rx}, for UDP {@link @luat/libnet!DatagramSocket.rx | DatagramSocket.rx}, on the Promise face.
   *
   * @example
   * ```ts
   * const [ok, data] = socket.read(netc);
   * if (ok) log.info("client", data); // prints "I/client hello"
   * ```
   */
  read(ctrl: CtrlArgument, len?: number | Nil): ReadResult;

  /**
   * Asks for the next event.
   * 等待新的 socket 消息。
   *
   * @param ctrl - the socket.
   * @returns `[true, true]` something arrived since the last read; `[true, false]` not yet: `EVENT` follows, and a pending
   * `TX_OK` is cancelled; `[false, false]` not connected, or broken.
   * @see {@link @luat/libnet!Connection.wait | Connection.wait} on the Promise face.
   *
   * @example
   * ```ts
   * socket.wait(netc); // [true, true]
   * socket.read(netc);
   * socket.wait(netc); // [true, false]
   * ```
   */
  wait(ctrl: CtrlArgument): OkDone;

  /**
   * The state's number and text (Chinese unless the device is set to English).
   * 获取 socket 当前状态。
   *
   * Promise face: {@link @luat/libnet!Connection.state | Connection.state}.
   *
   * @param ctrl - the socket.
   *
   * @example
   * ```ts
   * socket.state(netc); // [5, "在线"]
   * ```
   */
  state(ctrl: CtrlArgument): [] | [state: number, text: string];

  /**
   * A card's addresses.
   * 获取本地 IP。
   *
   * Promise face: {@link @luat/libnet!Connection.local | Connection.local}, and what {@link @luat/libnet!Device.ready | Device.ready} gives.
   *
   * @param adapter - default: `socket.dft()`.
   * @returns address, mask, gateway and IPv6 address; `"0.0.0.0"` thrice while it has none; nothing when there is no such card.
   * @throws TypeError when adapter is neither nil nor an integer, as number or text.
   *
   * @example
   * ```ts
   * const [ip, mask, gateway] = socket.localIP();
   * log.info("net", ip, mask, gateway); // prints "I/net 10.0.0.2 255.255.255.0 10.0.0.1"
   * ```
   */
  localIP(adapter?: number | string | Nil): [] | [ip: string, mask: string, gateway: string, ipv6: string | undefined];

  /**
   * The addresses that the name of the last connect was resolved to; four values, padded with `undefined`.
   * 获取对端 IP。
   *
   * Promise face: {@link @luat/libnet!Connection.peer | Connection.peer}.
   *
   * @param ctrl - the socket.
   *
   * @example
   * ```ts
   * socket.connect(netc, "netlab.luatos.com", 0); // port 0: it is only looked up
   * await sys.waitMsg("CLIENT", socket.ON_LINE);
   * socket.remoteIP(netc); // ["10.0.0.1", undefined, undefined, undefined]
   * ```
   */
  remoteIP(ctrl: CtrlArgument): [ip1: string | undefined, ip2: string | undefined, ip3: string | undefined, ip4: string | undefined];

  /**
   * Whether a card is ready.
   * 查看网卡的联网状态。
   *
   * @param index - nil, 0 or no card number: looks for the first ready card.
   * @returns `[ready, index]`; when it looked for one and none is ready, `[false, 16]`, the highest card number.
   * @see {@link @luat/libnet!Device.ready | Device.ready} on the Promise face.
   *
   * @example
   * ```ts
   * socket.adapter(socket.ETH0); // [true, 16]
   * ```
   */
  adapter(index?: number | string | Nil): [ready: boolean, index: number];

  /**
   * The default card and the one registered last; with a number, sets the default.
   * 设置或获取默认网卡编号。
   *
   * Promise face: the option `adapter` of each call.
   *
   * @param id - only a number counts, and only that of a slot.
   * @returns the default's number, and that of the card registered last; -1 when there is no card.
   *
   * @example
   * ```ts
   * socket.dft(); // [16, 16]
   * ```
   */
  dft(id?: number | Nil): [current: number, last: number];

  /**
   * Sets one of the four name servers of a card; the first one set takes the place of the system's.
   * 设置 DNS 服务器。
   *
   * Promise face: the same, for both faces; or `hosts` of {@link @luat/libnet!DeviceOptions | DeviceOptions}.
   *
   * @param adapter - default: `socket.dft()`.
   * @param index - 1 to 4. Default: 1.
   * @param ip - a literal address, or an IPv4 address as integer.
   * @returns whether there is such a card; a wrong index or ip is told in the log only.
   * @throws TypeError when ip is of another type, or adapter is neither nil nor an integer, as number or text.
   *
   * @example
   * ```ts
   * socket.setDNS(null, 1, "223.5.5.5"); // true
   * ```
   */
  setDNS(adapter: number | string | Nil, index: number | Nil, ip: string | number): boolean;

  /**
   * How much of TLS handshakes is logged: from 1 on, what each settled or how it failed (version, cipher, whether the peer's
   * certificate was verified, whether a session was taken up again); from 2 on also what is asked for (server name, version,
   * certificates) and why it failed in detail; from 3 on whose certificates the peer showed, who issued them, how long they are
   * valid and what kind of key they have; from 4 on the rest of what they say.
   * 设置 SSL 的 log。
   *
   * Promise face: {@link @luat/libnet!Connection.security | Connection.security}, and the `cause` of a {@link @luat/libnet!TlsError | TlsError}.
   *
   * @param level - default: 1; 0: nothing, as at the start.
   *
   * @example
   * ```ts
   * socket.sslLog(3);
   * ```
   */
  sslLog(level?: number | Nil): void;

  /**
   * Ends all ctrls of a card (connections of the Promise face are not among them): TCP connections in order, each followed by `CLOSED, 0`, all else at once and silently.
   * 断开指定网卡上的所有连接。
   *
   * Promise face: {@link @luat/libnet!Device.stop | Device.stop}, or a `signal` that all were given.
   *
   * @param id - the card's number; only a number counts.
   * @returns whether it is a number from 0 to 16.
   *
   * @example
   * ```ts
   * socket.close_all(socket.ETH0); // true
   * ```
   */
  close_all(id: number): boolean;

  /**
   * The number of blocks in LuatOS's receive window. It is kept and answered, and has no effect here.
   * 设置或获取接收缓存块数。
   *
   * Promise face: not needed, as who does not read holds the peer back.
   *
   * @param n - 6 to 48; anything else only asks.
   * @returns the number; 32 at the start.
   *
   * @example
   * ```ts
   * socket.rx_cache(16); // 16
   * ```
   */
  rx_cache(n?: number | Nil): number;
}
