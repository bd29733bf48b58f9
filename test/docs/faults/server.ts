import type { MockNet } from "@luat/adapters/mock";
import type { Stream, StreamSink } from "@luat/contract";

export const NAME = "server.test";
export const SERVER = "10.0.0.1";
export const PORT = 1883;

/** What a server answers to `get`: no two places look alike for long. */
export const ANSWER = `${Array.from({ length: 199_999 }, (_, i) => String.fromCharCode(97 + (i % 25) + (i % 101 === 0 ? 1 : 0))).join("")}\n`;
const ANSWERS: Readonly<Record<string, string>> = { user: "ok\n", ping: "pong\n", get: ANSWER, part: "abc" };

/** How long it takes to answer, and after what time it says something unasked, in ms. */
const THINKING = 500;
const NEWS = 20_000;

/** One connection as the server sees it. */
interface Client {
  received: string;
  /** The client has ended in order, and so said that this was all. */
  hasEnded: boolean;
  isOver: boolean;
  /** It says nothing any more. */
  isMute: boolean;
  readonly stream: Stream;
}

/** A server that speaks lines, and behaves badly when it is told to. It remembers what each client has sent. */
export class Server {
  readonly clients: Client[] = [];
  readonly #net: MockNet;
  #isHung = false;
  #leaving: "fin" | "half-close" | undefined;

  /**
   * @param tls - its certificate and key; absent: plain TCP.
   * @param tellsNews - whether it says something unasked.
   */
  constructor(net: MockNet, tls: { readonly cert: string; readonly key: string } | undefined, tellsNews: boolean) {
    this.#net = net;
    net.name(NAME, [SERVER]);
    const host = net.host(SERVER);
    const credentials = tls && host.credentials({ verify: false, ...tls });
    if (credentials !== undefined && "reason" in credentials) throw new Error(`no credentials: ${String(credentials.reason)}`);
    host.listen({ port: PORT, backlog: 16, secure: credentials && { credentials } }, {
      listening: () => undefined,
      offered: (offer) => {
        const client: Client = { received: "", hasEnded: false, isOver: false, isMute: false, stream: offer.accept(this.#sink(() => client)) };
        this.clients.push(client);
        if (this.#isHung) this.#hang(client);
        if (this.#leaving !== undefined) this.#leave(client, this.#leaving);
        if (tellsNews) net.clock.after(NEWS, () => { this.#say(client, "news\n"); });
      },
      rejected: () => undefined,
      closed: () => undefined,
    });
  }

  /** Ends the connections that there are, and those that come: wholly, or its own side alone. */
  leave(how: "fin" | "half-close"): void {
    this.#leaving = how;
    for (const client of this.clients) this.#leave(client, how);
  }

  /** Takes nothing and says nothing from now on. */
  hang(): void {
    this.#isHung = true;
    for (const client of this.clients) this.#hang(client);
  }

  /** Behaves well again. */
  recover(): void {
    this.#leaving = undefined;
    this.#isHung = false;
    for (const client of this.clients) client.stream.resume();
  }

  #leave(client: Client, how: "fin" | "half-close"): void {
    client.isMute = true;
    if (how === "half-close") client.stream.finish();
    else {
      client.isOver = true;
      client.stream.destroy();
    }
  }

  #hang(client: Client): void {
    client.isMute = true;
    client.stream.pause();
  }

  #say(client: Client, text: string): void {
    if (!client.isOver && !client.isMute) client.stream.send(new TextEncoder().encode(text));
  }

  #sink(client: () => Client): StreamSink {
    let rest = "";
    return {
      connected: () => undefined,
      secured: () => undefined,
      received: (bytes, length) => {
        const text = new TextDecoder("latin1").decode(bytes.subarray(0, length));
        client().received += text;
        const lines = (rest + text).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) {
          const answer = ANSWERS[line];
          if (answer !== undefined) this.#net.clock.after(THINKING, () => { this.#say(client(), answer); });
        }
      },
      sent: () => undefined,
      drained: () => undefined,
      ended: () => {
        client().hasEnded = true;
        client().stream.finish();
      },
      closed: () => {
        client().isOver = true;
      },
    };
  }
}
