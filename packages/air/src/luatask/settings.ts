/** What holds for all socket objects of a device. */
export interface Settings {
  /** 0: a send waits until the system has the bytes; 1: until they are stored. */
  sendMode: 0 | 1;
  tcpResend: { n: number; maxSeconds: number };
  dnsParse: { n: number; mult: number };
  lowPower: number | undefined;
}

export function defaultSettings(): Settings {
  return { sendMode: 0, tcpResend: { n: 4, maxSeconds: 16 }, dnsParse: { n: 4, mult: 4 }, lowPower: undefined };
}
