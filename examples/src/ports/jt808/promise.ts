// A vehicle terminal, with promises. JT/T 808 终端（Promise 写法）。
import { pack, str } from "@luat/corelib";
import type { Device } from "@luat/libnet";
import { JT808, mapped, startEnd, type Codec } from "@luat/libnet/frames";
import { longConnection, type Session } from "@luat/libnet/long-connection";
import { IDS } from "./message-ids.js";
import type { TerminalOptions } from "./options.js";

interface Message {
  readonly id: number;
  readonly serial: number;
  readonly body: Uint8Array;
}

const xor = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum ^ byte, 0);

const messages = (phone: string): Codec<Message> =>
  mapped<Message>(startEnd({ ...JT808, max: 1_024 }), {
    decode(bytes) {
      if (bytes.length < 13 || xor(bytes) !== 0) throw new Error("the checksum is wrong");
      const [, id = 0, , , serial = 0] = pack.unpack(bytes, ">HHA6H");
      return { id, serial, body: bytes.slice(12, -1) };
    },
    encode({ id, serial, body }) {
      const bytes = Uint8Array.of(...pack.pack(">HHA6H", id, body.length, str.fromHex(phone), serial), ...body, 0);
      bytes[bytes.length - 1] = xor(bytes);
      return bytes;
    },
    invalid: "skip",
  });

/** Reports until the device stops. */
export async function runTerminal(device: Device, { host, port, phone, interval, locate, onText }: TerminalOptions): Promise<void> {
  let serial = 0;
  let code: Uint8Array | undefined;
  const message = (id: number, body: Uint8Array): Message => ({ id, serial: serial++ & 0xffff, body });

  async function logIn(session: Session<Message, Message>): Promise<void> {
    if (code === undefined) {
      await session.tx(message(IDS.REGISTER, pack.pack(">HHA5A20A7bA", 44, 300, "LUAT", "TS808", phone.slice(-7), 0, "")));
      const registered = await answer(session, IDS.REGISTERED);
      if (registered[2] !== 0) throw new Error("the platform does not register this terminal");
      code = registered.slice(3);
    }
    await session.tx(message(IDS.AUTHENTICATE, code));
    if ((await answer(session, IDS.PLATFORM_ANSWER))[4] === 0) return;
    code = undefined;
    throw new Error("the platform does not know this terminal");
  }

  const terminal = longConnection(
    {
      host,
      port,
      frames: messages(phone),
      timeout: 15_000,
      login: logIn,
      loginTimeout: 15_000,
      heartbeat: { idle: 30_000, data: () => message(IDS.HEARTBEAT, new Uint8Array(0)) },
      receiveTimeout: 90_000,
      retry: 5_000,
      queue: { policy: "dropOldest", maxItems: 1_000, atLeastOnce: true },
    },
    device,
  );

  const send = async (id: number, body: Uint8Array): Promise<void> => {
    await terminal.tx(message(id, body)).catch((error: unknown) => device.log.warn("jt808", String(error)));
  };
  const report = (): Promise<void> => {
    const { latitude, longitude } = locate();
    return send(IDS.LOCATION, pack.pack(">IIII", 0, 2, Math.round(latitude * 1e6), Math.round(longitude * 1e6)));
  };
  const timer = device.sys.timerLoopStart(report, interval);
  try {
    for await (const { id, serial: number, body } of terminal) {
      if (id !== IDS.TEXT) continue;
      onText(str.text(body.subarray(1)));
      await send(IDS.TERMINAL_ANSWER, pack.pack(">HHb", number, id, 0));
    }
  } finally {
    device.sys.timerStop(timer);
  }
}

async function answer(session: Session<Message, Message>, expected: number): Promise<Uint8Array> {
  for (;;) {
    const message = await session.rx();
    if (message === undefined) throw new Error("the platform left");
    if (message.id === expected) return message.body;
  }
}
