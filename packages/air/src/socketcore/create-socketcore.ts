import type { Corelib } from "@luat/corelib";
import { bytesOf, integerOf } from "../arguments.js";
import { connectText } from "../core/connect-text.js";
import type { CoreSocket } from "../core/core-socket.js";
import { ERRORS } from "../core/errors.js";
import type { Slots } from "../core/slots.js";
import type { Pump } from "../rtos/pump.js";
import { CONSTANTS } from "./constants.js";
import { SocketMessages } from "./socket-messages.js";
import { SocketOptions } from "./socket-options.js";
import type { SockConnArguments, SocketCore } from "./socketcore-table.js";
import { targetOf } from "./target-of.js";

/** The `socketcore` table of a device. */
export function createSocketcore({ log }: Corelib, slots: Slots, pump: Pump): SocketCore {
  const options = new WeakMap<CoreSocket, SocketOptions>();

  const get = (id: unknown): CoreSocket | undefined => slots.get(integerOf(id) ?? -1);

  const open = (call: string, args: SockConnArguments): number => {
    const warn = (text: string): void => {
      log.warn("socketcore", `${call}: ${text}`);
    };
    const target = targetOf(args, warn);
    if (typeof target === "string") {
      warn(target);
      return -1;
    }
    const messages = new SocketMessages(pump, (fault) => {
      warn(connectText(target, fault));
    });
    const socket = slots.connect(target, messages);
    if ("text" in socket) {
      warn(socket.fault.reason === "tls" ? `${socket.text}; cert has PEM text, not names of files` : socket.text);
      return -1;
    }
    messages.id = socket.id;
    options.set(socket, new SocketOptions());
    return socket.id;
  };

  return {
    ...CONSTANTS,
    sock_conn(...args) {
      const id = open("sock_conn", args);
      return id < 0 ? undefined : id;
    },
    sock_conn_ext: (...args) => open("sock_conn_ext", args),
    sock_send(id, data) {
      const bytes = bytesOf(data);
      const [nth, error] = get(id)?.send(bytes) ?? [0, ERRORS.ERR_EARG];
      return [nth === 0 ? 0 : 1, error];
    },
    sock_recv: (id, len) => get(id)?.read(len) ?? new Uint8Array(0),
    sock_getremainbuf: (id) => get(id)?.room ?? 0,
    sock_close(id) {
      const socket = get(id);
      socket?.close();
      return socket === undefined ? 0 : 1;
    },
    sock_destroy: (id) => (get(id)?.destroy() === true ? 1 : 0),
    sock_setopt(id, level, name, value) {
      const socket = get(id);
      if (socket === undefined || socket.state === "closed" || typeof value !== "number") return -1;
      const ofSocket = options.get(socket) ?? new SocketOptions();
      options.set(socket, ofSocket);
      if (!ofSocket.set(level, name, value)) return -1;
      if (socket.isDialled) log.warn("socketcore", `sock_setopt: socket ${id} was connected already, so option ${name} is kept without effect`);
      else socket.setKeepAlive(ofSocket.keepAlive);
      return 0;
    },
  };
}
