import type { MockNet } from "@luat/adapters/mock";
import { describeFault, formatEndpoint, type Diagnostics, type LogPort } from "@luat/contract";
import type { DeviceOptions } from "@luat/libnet";
import { tapPackets } from "../../packages/adapters/src/mock/tap-packets.js";

/** Everything that happens on a net and on its devices, in order and with its time, as text. */
export class NetRecord {
  readonly #net: MockNet;
  readonly #lines: string[] = [];

  constructor(net: MockNet) {
    this.#net = net;
    tapPackets(net, {
      left: ({ protocol, kind, from, to, bytes, connection, attempt }, { outcome, delay, copies, isLate }, arrives) => {
        const way = `${formatEndpoint(from)} > ${formatEndpoint(to)} #${connection}.${attempt}`;
        this.add(`${protocol} ${kind} ${way} ${outcome} +${delay} x${copies}${isLate ? " late" : ""} until ${arrives}: ${textOf(bytes)}`);
      },
      arrived: ({ protocol, kind, from, to, connection, attempt }) => {
        this.add(`${protocol} ${kind} ${formatEndpoint(from)} > ${formatEndpoint(to)} #${connection}.${attempt} arrived`);
      },
    });
  }

  add(what: string): void {
    this.#lines.push(`${this.#net.clock.now()} ${what}`);
  }

  /** What a device is made with, so that its log and all that happens to its sockets is written down. */
  follow(name: string): Pick<DeviceOptions, "clock" | "log" | "diagnostics" | "origins"> {
    const log: LogPort = {
      write: (level, tag, parts) => {
        this.add(`${name} ${level} ${tag}: ${parts.map(String).join(" ")}`);
      },
    };
    const diagnostics: Diagnostics = (event) => {
      const { kind, id, ...details } = event;
      const fault = "fault" in details && details.fault !== undefined ? describeFault(details.fault) : "";
      this.add(`${name} socket ${id} ${kind} ${JSON.stringify({ ...details, fault })}`);
    };
    return { clock: this.#net.clock, log, diagnostics, origins: false };
  }

  toString(): string {
    return this.#lines.join("\n");
  }
}

function textOf(bytes: Uint8Array): string {
  return JSON.stringify(new TextDecoder("latin1").decode(bytes));
}
