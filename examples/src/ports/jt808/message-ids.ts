/** Of the messages of JT/T 808 those that the terminals here know. */
export const IDS = {
  TERMINAL_ANSWER: 0x0001,
  HEARTBEAT: 0x0002,
  REGISTER: 0x0100,
  AUTHENTICATE: 0x0102,
  LOCATION: 0x0200,
  PLATFORM_ANSWER: 0x8001,
  REGISTERED: 0x8100,
  TEXT: 0x8300,
} as const;
