// A Modbus TCP master, with promises: all registers are asked at once. Modbus TCP 主站（Promise 写法）。
import { pack } from "@luat/corelib";
import { LuatError, TimeoutError, type Connection, type Device } from "@luat/libnet";
import { frames, lengthField } from "@luat/libnet/frames";
import { requests } from "@luat/libnet/requests";
import type { ModbusOptions } from "./options.js";

const READ = 3;

/** Reads registers until the device stops; run it as a task. */
export async function pollModbus(device: Device, options: ModbusOptions): Promise<never> {
  const { host, port, registers, interval, onValue } = options;
  for (;;) {
    let connection: Connection | undefined;
    try {
      await device.ready();
      connection = await device.connect({ host, port, timeout: 15_000 });
      const read = master(connection, options);
      for (let silences = 0; silences < 3; ) {
        const received = connection.bytesIn;
        const values = await Promise.all(registers.map(read));
        registers.forEach((register, i) => onValue(register, values[i]));
        silences = connection.bytesIn > received ? 0 : silences + 1;
        await device.sys.wait(interval);
      }
      await connection.close();
    } catch (error) {
      if (!(error instanceof LuatError)) throw error;
      device.log.warn("modbus", String(error));
    } finally {
      connection?.abort();
    }
    await device.sys.wait(5_000);
  }
}

/** Makes what reads a register: `undefined` when the unit refuses, or does not answer. */
function master(connection: Connection, { unit }: ModbusOptions): (register: number) => Promise<number | undefined> {
  const transaction = (adu: Uint8Array): number => pack.unpack(adu, ">H")[1] ?? 0;
  const units = frames<Uint8Array>(connection, lengthField({ size: 2, offset: 4, max: 260 }));
  const transactions = requests(units, { requestId: transaction, answerId: transaction, timeout: 1_000 });
  let last = 0;
  return async (register) => {
    last = (last + 1) & 0xffff;
    try {
      const answer = await transactions.request(pack.pack(">HHHbbHH", last, 0, 0, unit, READ, register, 1));
      const [, code, size, value] = pack.unpack(answer, ">bbH", 8);
      return code === READ && size === 2 ? value : undefined;
    } catch (error) {
      if (error instanceof TimeoutError) return undefined;
      throw error;
    }
  };
}
