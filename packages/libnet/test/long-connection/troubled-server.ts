import { refuse, type MockNet, type RuleGuard } from "@luat/adapters/mock";
import { TAKEN, type Stream, type StreamSink } from "@luat/contract";
import { CLIENT, SERVER } from "../simulated.js";

export const NAME = "server.test";
export const PORT = 1883;
/** How long the server takes to answer, in ms. */
const THINKING = 500;
/** How long a trouble that lasts does so, in ms. */
const TROUBLE = 40_000;

/** What may happen to a connection, or to the way there. */
export const FAULTS = ["refuse", "blackhole", "reset", "fin", "half-close", "stall", "full-buffer", "dns", "link", "clock"] as const;
export type FaultName = (typeof FAULTS)[number];

/** One connection as the server sees it. */
class Client {
  received = "";
  isOver = false;
  isHung = false;
  stream: Stream | undefined;
}

/**
 * A server that speaks lines: it answers `user` with `ok`, `ping` with `pong` and `get` with 200,000 bytes, and remembers what
 * comes; and all that can go wrong with it.
 */
export class TroubledServer {
  readonly clients: Client[] = [];
  readonly #net: MockNet;
  /** What ends the troubles that last. */
  readonly #ends = new Set<() => void>();
  #isHung = false;
  #endsAtOnce: "fin" | "half-close" | undefined;

  constructor(net: MockNet) {
    this.#net = net;
    net.name(NAME, [SERVER]);
    net.host(SERVER).listen({ port: PORT, backlog: 16 }, {
      listening: () => undefined,
      offered: (offer) => {
        const client = new Client();
        this.clients.push(client);
        client.stream = offer.accept(this.#sink(client));
        if (this.#isHung) this.#hang(client);
        if (this.#endsAtOnce !== undefined) this.#leave(client, this.#endsAtOnce);
      },
      rejected: () => undefined,
      closed: () => undefined,
    });
  }

  /** All that came over all connections, each on a line of its own. */
  get lines(): string[] {
    return this.clients.flatMap(({ received }) => received.split("\n").slice(0, -1));
  }

  /** Lets something go wrong, now and for `ms` at most. */
  trouble(fault: FaultName, ms = TROUBLE): void {
    const net = this.#net;
    switch (fault) {
      case "refuse":
        this.#last(net.rule(refuse(SERVER, PORT)), ms);
        net.reset(SERVER);
        return;
      case "blackhole":
        this.#last(net.blackhole(SERVER), ms);
        return;
      case "reset":
        if (net.host(CLIENT).openStreams > 0) net.reset(SERVER);
        else this.#cutNext(ms);
        return;
      case "fin":
      case "half-close":
        this.#leaveNow(fault, ms);
        return;
      case "stall":
        this.#isHung = true;
        for (const client of this.clients) this.#hang(client);
        this.#last({ remove: () => { this.#wakeUp(); } }, ms);
        return;
      case "full-buffer":
        this.#last(net.fillBuffers({ from: CLIENT }), ms);
        return;
      case "dns":
        this.#last(net.failName(NAME), ms);
        return;
      case "link":
        net.host(CLIENT).setLink(false);
        this.#last({ remove: () => { net.host(CLIENT).setLink(true); } }, ms);
        return;
      case "clock":
        net.clock.jump(3_600_000);
    }
  }

  /** Ends all troubles. */
  calm(): void {
    for (const end of [...this.#ends]) end();
  }

  #last(guard: { remove(): void }, ms: number): void {
    const end = (): void => {
      if (!this.#ends.delete(end)) return;
      guard.remove();
      stop();
    };
    const stop = this.#net.clock.after(ms, end);
    this.#ends.add(end);
  }

  /** Cuts the next connection in the middle of its handshake. */
  #cutNext(ms: number): void {
    const guard: RuleGuard = this.#net.rule(({ kind }) => (kind === "syn-ack" && guard.hits === 0 ? "reset" : "pass"));
    this.#last(guard, ms);
  }

  #leaveNow(how: "fin" | "half-close", ms: number): void {
    const open = this.clients.filter(({ isOver }) => !isOver);
    for (const client of open) this.#leave(client, how);
    if (open.length > 0) return;
    this.#endsAtOnce = how;
    this.#last({ remove: () => { this.#endsAtOnce = undefined; } }, ms);
  }

  #leave(client: Client, how: "fin" | "half-close"): void {
    if (how === "half-close") client.stream?.finish();
    else {
      client.isOver = true;
      client.stream?.destroy();
    }
  }

  #hang(client: Client): void {
    client.isHung = true;
    client.stream?.pause();
  }

  #wakeUp(): void {
    this.#isHung = false;
    for (const client of this.clients) {
      client.isHung = false;
      client.stream?.resume();
    }
  }

  #sink(client: Client): StreamSink {
    let rest = "";
    return {
      connected: () => undefined,
      secured: () => undefined,
      received: (bytes, length) => {
        const text = new TextDecoder("latin1").decode(bytes.subarray(0, length));
        client.received += text;
        const lines = (rest + text).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) this.#answer(client, line);
      },
      sent: () => undefined,
      drained: () => undefined,
      ended: () => client.stream?.finish(),
      closed: () => {
        client.isOver = true;
      },
    };
  }

  #answer(client: Client, line: string): void {
    const answer = { user: "ok\n", ping: "pong\n", get: `${"x".repeat(199_999)}\n` }[line];
    if (answer === undefined) return;
    this.#net.clock.after(THINKING, () => {
      if (!client.isOver && !client.isHung && client.stream?.send(new TextEncoder().encode(answer)) === undefined) throw new Error(`expected ${TAKEN}`);
    });
  }
}
