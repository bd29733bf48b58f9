import type { Endpoint, Fault, Offer, SecureInfo, Stream, StreamSink } from "@luat/contract";
import { bytesText, type Side, type Trace } from "./trace.js";
import type { World } from "./world.js";

/** One end of a connection between two cards, that writes down what its card tells. Bytes count, not the pieces in which they come. */
export class CardEnd implements StreamSink {
  stream!: Stream;
  /** What is to be done inside a callback. */
  onConnected: (() => void) | undefined;
  onReceived: (() => void) | undefined;
  /** Whether what is received is written down. */
  isCounting = true;
  /** How many bytes arrived. */
  length = 0;
  readonly #side: Side;
  #piece: number[] | undefined;
  #awaited: { readonly length: number; readonly resolve: () => void } | undefined;

  constructor(side: Side) {
    this.#side = side;
  }

  connected(_local: Endpoint, peer: Endpoint): void {
    this.#tell(`connected to ${peer.host} ${peer.port}`, "connected");
    this.onConnected?.();
  }

  secured(info: SecureInfo): void {
    this.#tell(`secured ${info.protocol}`, "secured");
  }

  received(bytes: Uint8Array, length: number): void {
    this.length += length;
    if (this.isCounting) this.#count(bytes, length);
    this.onReceived?.();
    if (this.#awaited !== undefined && this.length >= this.#awaited.length) this.#awaited.resolve();
  }

  /** Of no interest: some cards say it in the answer of `send`, others later. */
  sent(): void {}

  drained(): void {
    this.#tell("drained");
  }

  ended(): void {
    this.#tell("ended");
  }

  closed(fault?: Fault): void {
    this.#tell(fault === undefined ? "closed" : `closed: ${fault.reason}`, "closed");
  }

  /** Waits until so many bytes have arrived. */
  async has(length: number): Promise<void> {
    if (this.length >= length) return;
    await new Promise<void>((resolve) => {
      this.#awaited = { length, resolve };
    });
    this.#awaited = undefined;
  }

  told(what: string): Promise<void> {
    return this.#side.told(what);
  }

  note(what: string, result?: unknown): void {
    this.#piece = undefined;
    this.#side.note(what, result);
  }

  #count(bytes: Uint8Array, length: number): void {
    if (this.#piece === undefined) {
      const piece: number[] = (this.#piece = []);
      this.#side.heardLately("received", () => `received ${bytesText(Uint8Array.from(piece))}`);
    }
    for (let i = 0; i < length; i++) this.#piece.push(bytes[i] as number);
  }

  #tell(text: string, what = text): void {
    this.#piece = undefined;
    this.#side.heard(what, text.slice(what.length));
  }
}

/** A dialled end and the one that was accepted, connected. */
export interface CardPair {
  readonly mine: CardEnd;
  readonly theirs: CardEnd;
}

/** Connects the two cards of a world, and stops listening. */
export async function connectCards(world: World, trace: Trace): Promise<CardPair> {
  const mine = new CardEnd(trace.side("mine"));
  const theirs = new CardEnd(trace.side("theirs"));
  const { offer, close } = await firstClient(world, (port) => {
    mine.stream = world.card.dial({ host: world.there, port: trace.port("the listener", port) }, {}, mine);
  });
  theirs.stream = offer.accept(theirs);
  await mine.told("connected");
  close();
  return { mine, theirs };
}

function firstClient({ outsideCard, there }: World, dial: (port: number) => void): Promise<{ offer: Offer; close: () => void }> {
  return new Promise((resolve, reject) => {
    const listener = outsideCard.listen({ port: 0, host: there, backlog: 1 }, {
      listening: ({ port }) => {
        dial(port);
      },
      offered: (offer) => {
        resolve({ offer, close: () => listener.close() });
      },
      rejected: () => undefined,
      closed: (fault) => {
        reject(new Error(`no listener: ${fault?.reason}`));
      },
    });
  });
}
