import { formatEndpoint, type Endpoint, type Fault } from "@luat/contract";
import type { Engine } from "../../src/runtime/engine.js";
import type { Owner } from "../../src/runtime/owner.js";
import { Socket } from "../../src/runtime/socket.js";
import type { FakeCard } from "../fake-card.js";

/** An owner that notes what it is told, and then does what `then` says. */
export class Recorder implements Owner {
  readonly socket: Socket;
  facts: string[] = [];
  /** Notes each address that fails, too. */
  hearsAttempts = false;
  /** Reads all that arrives, as text. */
  reads = false;
  text = "";

  constructor(
    engine: Engine,
    card: FakeCard,
    readonly then: (fact: string, socket: Socket) => void = () => undefined,
    socket = new Socket(engine, card),
  ) {
    this.socket = socket;
    socket.owner = this;
  }

  /** Takes the facts noted so far. */
  told(): string[] {
    return this.facts.splice(0);
  }

  #note(fact: string): void {
    this.facts.push(fact);
    this.then(fact, this.socket);
  }

  linked(): void {
    this.#note("linked");
  }
  connected(): void {
    this.#note("connected");
  }
  attemptFailed(to: Endpoint, fault: Fault): void {
    if (this.hearsAttempts) this.#note(`attempt failed: ${to.host} ${fault.reason}`);
  }
  failed(fault: Fault): void {
    this.#note(`failed: ${fault.reason}`);
  }
  listening(local: Endpoint): void {
    this.#note(`listening on ${formatEndpoint(local)}`);
  }
  offered(): void {
    this.#note("offered");
  }
  received(): void {
    if (this.reads) this.text += new TextDecoder().decode(this.socket.take(this.socket.available));
    this.#note("received");
  }
  acked(): void {
    this.#note(`acked ${this.socket.outgoing.sent}`);
  }
  writable(): void {
    this.#note("writable");
  }
  undelivered(fault: Fault, nth: number | undefined): void {
    this.#note(`undelivered ${nth ?? "?"}: ${fault.reason}`);
  }
  ended(): void {
    this.#note("ended");
  }
  broken(fault: Fault | undefined): void {
    this.#note(`broken: ${fault?.reason ?? "in order"}`);
  }
  disconnected(inOrder: boolean): void {
    this.#note(inOrder ? "disconnected" : "cut");
  }
}
