/** The card numbers of LuatOS. Programs should use the names: numbers have moved between firmware versions. */
export const ADAPTERS = {
  /** The mobile network. */
  LWIP_GP: 1,
  /** Wi-Fi, as a client. */
  LWIP_STA: 2,
  /** Wi-Fi, as an access point. */
  LWIP_AP: 3,
  /** Ethernet. */
  LWIP_ETH: 4,
  /** Ethernet behind an SPI bus. */
  LWIP_SPI: 5,
  /** A network over USB. */
  USB: 6,
  /** The same as `USB`. */
  LWIP_USB: 6,
  /** A card of the user. */
  LWIP_USER0: 7,
  /** A card of the user. */
  LWIP_USER1: 8,
  /** A card of the user. */
  LWIP_USER2: 9,
  /** A card of the user. */
  LWIP_USER3: 10,
  /** A card of the user. */
  LWIP_USER4: 11,
  /** A card of the user. */
  LWIP_USER5: 12,
  /** A card of the user. */
  LWIP_USER6: 13,
  /** A card of the user. */
  LWIP_USER7: 14,
  /** The mobile network as a gateway. */
  LWIP_GP_GW: 15,
  /** The network of the computer. */
  ETH0: 16,
} as const;

/** The name of a card slot. */
export type AdapterName = keyof typeof ADAPTERS;

/** The highest card number that can be used. */
export const LAST_ADAPTER = 16;

/** The event numbers of LuatOS; their parameter is 0 (ok) or -1 (failed or broken). */
export const EVENTS = {
  /** The link of the card came up. */
  LINK: 0x02000010,
  /** The socket is on line, or a client came. */
  ON_LINE: 0x02000011,
  /** What was sent is out. */
  TX_OK: 0x02000012,
  /** The socket is closed. */
  CLOSED: 0x02000013,
  /** Something arrived, or the connection broke. */
  EVENT: 0x02000014,
} as const;

/** The eight states of a socket, as `socket.state` numbers them. */
export const STATES = {
  LINK_OFF: 0,
  OFF_LINE: 1,
  WAIT_DNS: 2,
  CONNECTING: 3,
  SHAKEHAND: 4,
  ONLINE: 5,
  LISTEN: 6,
  DISCONNECTING: 7,
} as const;

/** A state's number. */
export type State = (typeof STATES)[keyof typeof STATES];

/** What `socket.state` says of each state, in the order of the numbers. */
export const STATE_TEXTS = {
  zh: ["硬件离线", "离线", "等待DNS", "正在连接", "正在TLS握手", "在线", "在监听", "正在离线"],
  en: ["link off", "off line", "waiting for DNS", "connecting", "TLS handshake", "on line", "listening", "disconnecting"],
} as const;
