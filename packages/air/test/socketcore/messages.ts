import { MESSAGES, type RtosMessage } from "../../src/rtos/messages.js";
import type { AirWorld } from "../world.js";

/** Notes all messages of the core, as text such as `CONN_CNF 0 result 0`. */
export function noted({ rtos }: AirWorld, notes: string[] = []): string[] {
  for (const [name, id] of Object.entries(MESSAGES)) {
    rtos.on(id, (msg) => {
      notes.push(told(name, msg));
    });
  }
  return notes;
}

export function told(name: string, { socket_index, result, recv_len, send_len }: RtosMessage): string {
  const length = recv_len ?? send_len;
  return [name.replace(/^MSG_(SOCK_)?/, ""), socket_index, `result ${result}`, ...(length === undefined ? [] : [`length ${length}`])].join(" ");
}
