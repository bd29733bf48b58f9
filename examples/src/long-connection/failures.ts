import { formatEndpoint, type DiagnosticEvent, type Endpoint, type Fault } from "@luat/contract";

/** What attempts to connect failed with last, by whom they were for. */
export class Failures {
  /** What the sockets are for, by their numbers. */
  readonly #targets = new Map<number, string>();
  readonly #faults = new Map<string, Fault>();

  /** Something happened to a socket. */
  heard(event: DiagnosticEvent): void {
    const { id } = event;
    switch (event.kind) {
      case "asked":
        this.#targets.set(id, formatEndpoint(event.to));
        break;
      case "dialed":
        // What is dialled for a name is one of its addresses.
        if (!this.#targets.has(id)) this.#targets.set(id, formatEndpoint(event.to));
        break;
      case "broke":
      case "undelivered":
        if (event.fault !== undefined) this.#failed(id, event.fault);
        break;
      case "timed-out":
        if (event.op === "connect") this.#failed(id, { reason: "timeout" });
        break;
      case "closed":
        this.#targets.delete(id);
        break;
      default: // no failure
    }
  }

  /** What the last failure was; `undefined`: there was none. */
  of({ host, port }: Endpoint): Fault | undefined {
    return this.#faults.get(formatEndpoint({ host, port }));
  }

  #failed(id: number, fault: Fault): void {
    const target = this.#targets.get(id);
    if (target !== undefined) this.#faults.set(target, fault);
  }
}
