// A Modbus TCP master that reads registers in turn. Modbus TCP 主站：轮流读取寄存器。
import type { Luat } from "@luat/libnet";
import type { Ctrl } from "@luat/socket";
import type { ModbusOptions } from "./options.js";

const TASK = "modbus";
const READ = 3;
/** Transaction, protocol and length. */
const HEADER = 6;
const LARGEST = 260;

type Answer = "broken" | "silent" | Uint8Array;

export function install({ sys, socket, libnet, zbuff, pack, rtos, log }: Luat, options: ModbusOptions): void {
  const { host, port, unit, registers, interval, onValue } = options;
  const buff = zbuff.create(512);
  let transaction = 0;

  sys.taskInitEx(async () => {
    for (;;) {
      await networkReady();
      sys.cleanMsg(TASK);
      buff.del();
      transaction = 0;
      const netc = socket.create(null, TASK);
      socket.config(netc);
      if (await libnet.connect(TASK, 15_000, netc, host, port)) await poll(netc);
      log.warn(TASK, "not connected");
      await libnet.close(TASK, 5_000, netc);
      socket.release(netc);
      await sys.wait(5_000);
    }
  }, TASK);

  async function networkReady(): Promise<void> {
    while (!socket.adapter(socket.dft()[0])[0]) await sys.waitUntil("IP_READY", 1_000);
  }

  async function poll(netc: Ctrl | undefined): Promise<void> {
    for (let silences = 0; ; ) {
      for (const register of registers) {
        const answer = await request(netc, register);
        if (answer === "broken") return;
        silences = answer === "silent" ? silences + 1 : 0;
        onValue(register, typeof answer === "string" ? undefined : valueIn(answer));
        if (silences >= 3) return;
      }
      await sys.wait(interval);
    }
  }

  function valueIn(adu: Uint8Array): number | undefined {
    const [, code, size, value] = pack.unpack(adu, ">bbH", 8);
    return code === READ && size === 2 ? value : undefined;
  }

  async function request(netc: Ctrl | undefined, register: number): Promise<Answer> {
    transaction = (transaction + 1) & 0xffff;
    const [sent] = await libnet.tx(TASK, 5_000, netc, pack.pack(">HHHbbHH", transaction, 0, 6, unit, READ, register, 1));
    if (!sent) return "broken";
    const limit = rtos.tick() + 1_000;
    for (;;) {
      const [ok] = socket.rx(netc, buff);
      if (ok !== true) return "broken";
      for (let adu = cut(); adu !== undefined; adu = cut()) {
        if (adu === "broken") return "broken";
        // An answer that came too late is that of another transaction.
        if (pack.unpack(adu, ">H")[1] === transaction) return adu;
      }
      const left = limit - rtos.tick();
      if (left <= 0) return "silent";
      const [alive] = await libnet.wait(TASK, left, netc);
      if (!alive) return "broken";
    }
  }

  /** Takes the first message out of what has arrived, once it is complete. */
  function cut(): Uint8Array | "broken" | undefined {
    if (buff.used() < HEADER) return undefined;
    const length = HEADER + (buff.query(4, 2, true) ?? 0);
    if (length > LARGEST) return "broken";
    if (buff.used() < length) return undefined;
    const adu = buff.query(0, length);
    buff.del(0, length);
    return adu;
  }
}
