// A vehicle terminal: registers, authenticates, sends heartbeats and locations. JT/T 808 终端：注册、鉴权、心跳、位置。
import type { Luat } from "@luat/libnet";
import type { Ctrl } from "@luat/socket";
import { IDS } from "./message-ids.js";
import type { TerminalOptions } from "./options.js";

const TASK = "jt808";
const FLAG = 0x7e;
const ESCAPE = 0x7d;
const LONGEST = 1_024;
const MOST_QUEUED = 1_000;

export function install({ sys, socket, libnet, zbuff, pack, str, rtos, log }: Luat, options: TerminalOptions): void {
  const { host, port, phone, interval, locate, onText } = options;
  const buff = zbuff.create(1024);
  /** Locations that wait to be sent, also while there is no connection. */
  const queue: Uint8Array[] = [];
  let serial = 0;
  let code: Uint8Array | undefined;
  let isLoggedIn = false;

  sys.taskInitEx(async () => {
    for (;;) {
      await networkReady();
      sys.cleanMsg(TASK);
      buff.del();
      const netc = socket.create(null, TASK);
      socket.config(netc, null, false, false, 300, 10, 3);
      if (await libnet.connect(TASK, 15_000, netc, host, port)) await talk(netc);
      log.warn(TASK, "not connected");
      isLoggedIn = false;
      await libnet.close(TASK, 5_000, netc);
      socket.release(netc);
      await sys.wait(5_000);
    }
  }, TASK);

  sys.timerLoopStart(() => {
    const { latitude, longitude } = locate();
    if (queue.length === MOST_QUEUED) queue.shift();
    queue.push(pack.pack(">IIII", 0, 2, Math.round(latitude * 1e6), Math.round(longitude * 1e6)));
    sys.sendMsg(TASK, socket.EVENT, 0);
  }, interval);

  async function networkReady(): Promise<void> {
    while (!socket.adapter(socket.dft()[0])[0]) await sys.waitUntil("IP_READY", 1_000);
  }

  async function talk(netc: Ctrl | undefined): Promise<void> {
    let heard = rtos.tick();
    let said = heard;
    const hello = code === undefined ? send(netc, IDS.REGISTER, pack.pack(">HHA5A20A7bA", 44, 300, "LUAT", "TS808", phone.slice(-7), 0, "")) : send(netc, IDS.AUTHENTICATE, code);
    if (!(await hello)) return;
    for (;;) {
      const [ok, length] = socket.rx(netc, buff);
      if (ok !== true) return;
      if (length > 0) heard = rtos.tick();
      for (let message = cut(); message !== undefined; message = cut()) {
        if (!(await handle(netc, message))) return;
      }
      for (let body = queue[0]; isLoggedIn && body !== undefined; body = queue[0]) {
        if (!(await send(netc, IDS.LOCATION, body))) return;
        queue.shift();
        said = rtos.tick();
      }
      const now = rtos.tick();
      if (now - heard >= (isLoggedIn ? 90_000 : 15_000)) {
        log.warn(TASK, "the platform is silent");
        return;
      }
      if (isLoggedIn && now - said >= 30_000) {
        if (!(await send(netc, IDS.HEARTBEAT, ""))) return;
        said = rtos.tick();
      }
      const [alive] = await libnet.wait(TASK, 5_000, netc);
      if (!alive) return;
    }
  }

  /** Does what a message of the platform asks for; false: the connection is to be given up. */
  async function handle(netc: Ctrl | undefined, message: Uint8Array): Promise<boolean> {
    const [, id, , , number] = pack.unpack(message, ">HHA6H");
    const body = message.subarray(12, -1);
    switch (id) {
      case IDS.REGISTERED:
        if (body[2] !== 0) return false;
        code = body.slice(3);
        return send(netc, IDS.AUTHENTICATE, code);
      case IDS.PLATFORM_ANSWER:
        if (pack.unpack(body, ">HH")[2] !== IDS.AUTHENTICATE) return true;
        isLoggedIn = body[4] === 0;
        if (!isLoggedIn) code = undefined;
        return isLoggedIn;
      case IDS.TEXT:
        onText(str.text(body.subarray(1)));
        return send(netc, IDS.TERMINAL_ANSWER, pack.pack(">HHb", number ?? 0, id, 0));
      default:
        return true;
    }
  }

  async function send(netc: Ctrl | undefined, id: number, body: Uint8Array | string): Promise<boolean> {
    const bytes = str.bytes(body);
    const plain = [...pack.pack(">HHA6H", id, bytes.length, str.fromHex(phone), serial), ...bytes];
    serial = (serial + 1) & 0xffff;
    plain.push(plain.reduce((sum, byte) => sum ^ byte, 0));
    const wire = plain.flatMap((byte) => (byte === FLAG ? [ESCAPE, 2] : byte === ESCAPE ? [ESCAPE, 1] : [byte]));
    const [ok] = await libnet.tx(TASK, 15_000, netc, Uint8Array.of(FLAG, ...wire, FLAG));
    return ok;
  }

  /** Takes the first good message out of what has arrived, without its flags and escapes. */
  function cut(): Uint8Array | undefined {
    for (;;) {
      const bytes = buff.query();
      const start = bytes?.indexOf(FLAG) ?? -1;
      if (bytes === undefined || start < 0) {
        buff.del();
        return undefined;
      }
      const end = bytes.indexOf(FLAG, start + 1);
      if (end < 0) {
        buff.del(0, bytes.length - start > LONGEST ? bytes.length : start);
        return undefined;
      }
      // Two flags without anything between: the second one is the start of a message.
      buff.del(0, end === start + 1 ? end : end + 1);
      const message = unescaped(bytes.subarray(start + 1, end));
      if (message.length >= 13 && message.reduce((sum, byte) => sum ^ byte, 0) === 0) return message;
    }
  }

  function unescaped(bytes: Uint8Array): Uint8Array {
    const plain: number[] = [];
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] ?? 0;
      if (byte === ESCAPE) i++;
      plain.push(byte !== ESCAPE ? byte : bytes[i] === 2 ? FLAG : ESCAPE);
    }
    return Uint8Array.from(plain);
  }
}
