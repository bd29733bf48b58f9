import type { Luat } from "@luat/libnet";
import type { SerialPort } from "./serial-port.js";

/** The part of LuatOS's `uart` library that bridges use, for one port. */
export interface Uart {
  /** Calls back whenever something has arrived. */
  onReceive(cb: (length: number) => void): void;
  /** Takes what has arrived. */
  read(length: number): Uint8Array;
  write(data: Uint8Array): void;
}

/** A serial port as LuatOS programs see it. */
export function uartOf({ sys }: Luat, port: SerialPort): Uart {
  const writer = port.writable.getWriter();
  let arrived: number[] = [];
  return {
    onReceive(cb) {
      sys.taskInit(async () => {
        for await (const bytes of port.readable) {
          arrived.push(...bytes);
          cb(arrived.length);
        }
      });
    },
    read(length) {
      const bytes = Uint8Array.from(arrived.slice(0, length));
      arrived = arrived.slice(length);
      return bytes;
    },
    write(data) {
      sys.taskInit(() => writer.write(data));
    },
  };
}
