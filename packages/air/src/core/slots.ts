import { describeFault, type Fault, type FaultReason, type SecureOptions } from "@luat/contract";
import type { DeviceParts } from "@luat/libnet/parts";
import { Socket } from "@luat/socket/runtime";
import { isPort } from "../arguments.js";
import { CoreSocket } from "./core-socket.js";
import type { Hearer } from "./hearer.js";
import type { Target } from "./target.js";

/** What the core takes of an address. */
const LONGEST_ADDRESS = 100;

/** Why there is no socket. */
export interface Refusal {
  readonly fault: Fault;
  readonly text: string;
}

/** The sockets of the core: so many can there be, and each has the lowest number that is free. */
export class Slots {
  readonly #parts: DeviceParts;
  readonly #slots: Array<CoreSocket | undefined>;
  readonly #isReady: () => boolean;
  /** Bytes of the sockets that are gone. */
  #traffic = 0;

  constructor(parts: DeviceParts, count: number, isReady: () => boolean) {
    this.#parts = parts;
    this.#slots = Array.from({ length: count }, () => undefined);
    this.#isReady = isReady;
  }

  get(id: number): CoreSocket | undefined {
    return Number.isInteger(id) ? this.#slots[id] : undefined;
  }

  get open(): readonly CoreSocket[] {
    return this.#slots.filter((one) => one !== undefined);
  }

  /** Bytes that came in and went out on all sockets that there ever were. */
  get traffic(): number {
    return this.open.reduce((sum, { traffic }) => sum + traffic, this.#traffic);
  }

  /** Starts to connect a new socket, or says why it cannot. */
  connect(target: Target, hearer: Hearer): CoreSocket | Refusal {
    const { host, port, kind } = target;
    const { cards, engine, corelib } = this.#parts;
    if (corelib.stopped) return refusal("link", "the device was stopped");
    if (!isPort(port) || port === 0) return refusal("address", `port is ${port}; expected 1 to 65535`);
    const card = cards.get(cards.default);
    if (card === undefined || !this.#isReady()) return refusal("link", "the network is not ready");
    if (host.length > LONGEST_ADDRESS) return refusal("name", `the address has ${host.length} characters; expected ${LONGEST_ADDRESS} at most`);
    if (kind === "udp" && !card.traits.udp) return refusal("unsupported", `UDP is not available on the adapter ${card.name}`);
    const secure = this.#secure(target);
    if (secure !== undefined && "text" in secure) return secure;
    const id = this.#slots.indexOf(undefined);
    if (id < 0) return refusal("limit", `all ${this.#slots.length} sockets are in use`);
    const socket = new CoreSocket(this.#parts, id, new Socket(engine, card), target, secure, hearer, () => {
      this.#traffic += socket.traffic;
      this.#slots[id] = undefined;
    });
    this.#slots[id] = socket;
    return socket;
  }

  #secure({ kind, tls, tlsName }: Target): SecureOptions | undefined | Refusal {
    if (kind !== "ssl") return undefined;
    const { cards } = this.#parts;
    const card = cards.get(cards.default);
    if (card?.traits.tls !== true) return refusal("unsupported", `TLS is not available on the adapter ${card?.name ?? ""}`);
    const credentials = card.credentials(tls ?? { verify: false });
    return "reason" in credentials ? { fault: credentials, text: describeFault(credentials) } : { credentials, name: tlsName };
  }
}

function refusal(reason: FaultReason, text: string): Refusal {
  return { fault: { reason }, text };
}
