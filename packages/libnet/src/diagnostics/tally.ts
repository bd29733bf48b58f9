import type { DiagnosticEvent, FaultReason } from "@luat/contract";
import type { MetricsSnapshot } from "./metrics-snapshot.js";

/** What a socket is. `begun`: nothing yet; `before`: it was there before anybody counted. */
type Role = "before" | "begun" | "connection" | "listener" | "datagrams";

interface Known {
  role: Role;
  /** How it ended, if not by this side. */
  end?: FaultReason | "peer";
}

/** A socket whose bytes count as long as it is open. */
interface Living {
  readonly id: number;
  readonly receivedTotal: number;
  readonly sentTotal: number;
}

/** Counts events. */
export class Tally {
  readonly #known = new Map<number, Known>();
  readonly #living: ReadonlySet<Living>;
  readonly #failed: Record<string, number> = {};
  readonly #closed: Record<string, number> = {};
  readonly #timeouts: Record<string, number> = {};
  #connected = 0;
  #accepted = 0;
  #handshakes = 0;
  #received = 0;
  #sent = 0;
  #dropped = 0;
  #undelivered = 0;
  #rejected = 0;
  #refused = 0;

  /** @param living - the device's sockets. */
  constructor(living: ReadonlySet<Living>) {
    this.#living = living;
    for (const { id, receivedTotal, sentTotal } of living) {
      this.#known.set(id, { role: "before" });
      this.#received -= receivedTotal;
      this.#sent -= sentTotal;
    }
  }

  note(event: DiagnosticEvent): void {
    const { id } = event;
    switch (event.kind) {
      case "asked":
      case "dialed":
      case "missed":
        this.#of(id);
        break;
      case "connected":
        this.#connected++;
        this.#of(id).role = "connection";
        break;
      case "accepted":
        this.#accepted++;
        this.#of(id).role = "connection";
        break;
      case "listened":
        this.#of(id).role = "listener";
        break;
      case "bound":
        this.#of(id).role = "datagrams";
        break;
      case "secured":
        this.#handshakes++;
        break;
      case "rejected":
        this.#rejected++;
        break;
      case "refused":
        this.#refused++;
        break;
      case "dropped":
        this.#dropped++;
        break;
      case "undelivered":
        this.#undelivered++;
        break;
      case "timed-out":
        add(this.#timeouts, event.op);
        break;
      case "ended":
        this.#of(id).end = "peer";
        break;
      case "broke":
        this.#of(id).end = event.fault?.reason ?? "peer";
        if (!event.online) add(this.#failed, event.fault?.reason ?? "broken");
        break;
      case "closed":
        this.#received += event.received;
        this.#sent += event.sent;
        this.#over(id);
        break;
    }
  }

  snapshot(): MetricsSnapshot {
    const open = (role: Role): number => [...this.#known.values()].filter((one) => one.role === role).length;
    let bytesReceived = this.#received;
    let bytesSent = this.#sent;
    for (const { receivedTotal, sentTotal } of this.#living) {
      bytesReceived += receivedTotal;
      bytesSent += sentTotal;
    }
    return {
      connected: this.#connected,
      accepted: this.#accepted,
      openConnections: open("connection"),
      openListeners: open("listener"),
      openDatagramSockets: open("datagrams"),
      failed: { ...this.#failed },
      closed: { ...this.#closed },
      handshakes: this.#handshakes,
      bytesReceived,
      bytesSent,
      datagramsDropped: this.#dropped,
      datagramsUndelivered: this.#undelivered,
      rejectedClients: this.#rejected,
      refusedClients: this.#refused,
      timeouts: { ...this.#timeouts },
    };
  }

  #of(id: number): Known {
    let known = this.#known.get(id);
    if (known === undefined) {
      known = { role: "begun" };
      this.#known.set(id, known);
    }
    return known;
  }

  #over(id: number): void {
    const { role, end } = this.#known.get(id) ?? { role: "begun" };
    this.#known.delete(id);
    if (role === "connection") add(this.#closed, end ?? "local");
    else if (role === "begun" && end === undefined) add(this.#failed, "abandoned");
  }
}

function add(table: Record<string, number>, name: string): void {
  table[name] = (table[name] ?? 0) + 1;
}
