import type { DatagramSink, Endpoint, Fault, ListenSink, Offer, SecureInfo, StreamSink } from "@luat/contract";

/** Writes down what was told, and lets a test wait for it. */
class Tape {
  readonly events: string[] = [];
  fault: Fault | undefined;
  readonly #waiting = new Set<() => void>();

  protected tell(event: string): void {
    this.events.push(event);
    for (const look of this.#waiting) look();
  }

  /** Resolves when an event has been told. */
  saw(event: string): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!this.events.includes(event)) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  closed(fault?: Fault): void {
    this.fault = fault;
    this.tell("closed");
  }
}

export class StreamTape extends Tape implements StreamSink {
  local: Endpoint | undefined;
  info: SecureInfo | undefined;
  readonly buffers: Uint8Array[] = [];
  readonly lents: boolean[] = [];
  text = "";

  connected(local: Endpoint): void {
    this.local = local;
    this.tell("connected");
  }
  secured(info: SecureInfo): void {
    this.info = info;
    this.tell("secured");
  }
  received(bytes: Uint8Array, length: number, lent: boolean): void {
    this.buffers.push(bytes);
    this.lents.push(lent);
    this.text += Buffer.from(bytes.subarray(0, length)).toString();
    this.tell("received");
  }
  sent(): void {}
  drained(): void {}
  ended(): void {
    this.tell("ended");
  }
}

export class ListenTape extends Tape implements ListenSink {
  local: Endpoint | undefined;
  readonly offers: Offer[] = [];
  readonly rejections: { readonly from: Endpoint; readonly fault: Fault }[] = [];
  /** Called with each offer. */
  onOffered: ((offer: Offer) => void) | undefined;

  get port(): number {
    return this.local?.port ?? 0;
  }
  listening(local: Endpoint): void {
    this.local = local;
    this.tell("listening");
  }
  offered(offer: Offer): void {
    this.offers.push(offer);
    this.onOffered?.(offer);
    this.tell("offered");
  }
  rejected(from: Endpoint, fault: Fault): void {
    this.rejections.push({ from, fault });
    this.tell("rejected");
  }
}

export class DatagramTape extends Tape implements DatagramSink {
  local: Endpoint | undefined;
  info: SecureInfo | undefined;
  readonly texts: string[] = [];
  readonly senders: Endpoint[] = [];
  readonly failures: { readonly fault: Fault; readonly nth: number | undefined }[] = [];
  settled = 0;
  /** Called with each failure. */
  onFailed: (() => void) | undefined;

  /** Where it is, once it is bound. */
  get endpoint(): Endpoint {
    return this.local ?? { host: "", port: 0 };
  }
  bound(local: Endpoint): void {
    this.local = local;
    this.tell("bound");
  }
  secured(info: SecureInfo): void {
    this.info = info;
    this.tell("secured");
  }
  received(bytes: Uint8Array, length: number, _lent: boolean, from: Endpoint): void {
    this.texts.push(Buffer.from(bytes.subarray(0, length)).toString());
    this.senders.push(from);
    this.tell("received");
  }
  sent(total: number): void {
    this.settled = total;
    this.tell("sent");
  }
  drained(): void {
    this.tell("drained");
  }
  failed(fault: Fault, nth?: number): void {
    this.failures.push({ fault, nth });
    this.onFailed?.();
    this.tell("failed");
  }
}
