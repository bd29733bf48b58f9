/** The card numbers of LuatOS. Programs should use the names: numbers have moved between firmware versions. */
export const ADAPTERS = {
  LWIP_GP: 1,
  LWIP_STA: 2,
  LWIP_AP: 3,
  LWIP_ETH: 4,
  LWIP_SPI: 5,
  USB: 6,
  LWIP_USB: 6,
  LWIP_USER0: 7,
  LWIP_USER1: 8,
  LWIP_USER2: 9,
  LWIP_USER3: 10,
  LWIP_USER4: 11,
  LWIP_USER5: 12,
  LWIP_USER6: 13,
  LWIP_USER7: 14,
  LWIP_GP_GW: 15,
  ETH0: 16,
} as const;

/** The name of a card slot. */
export type AdapterName = keyof typeof ADAPTERS;

/** The highest card number that can be used. */
export const LAST_ADAPTER = 16;

/** The event numbers of LuatOS; their parameter is 0 (ok) or -1 (failed or broken). */
export const EVENTS = {
  LINK: 0x02000010,
  ON_LINE: 0x02000011,
  TX_OK: 0x02000012,
  CLOSED: 0x02000013,
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
