import { describeFault, formatEndpoint, type Datagrams, type DatagramSink, type Endpoint, type Fault, type Listener, type ListenSink, type Offer, type SecureInfo, type Stream, type StreamSink } from "@luat/contract";

/** Writes down what a socket of any kind tells, a line for each. */
export class Told implements StreamSink, ListenSink, DatagramSink {
  readonly lines: string[] = [];
  readonly offers: Offer[] = [];
  fault: Fault | undefined;
  stream!: Stream;
  listener!: Listener;
  datagrams!: Datagrams;
  onReceived: (() => void) | undefined;

  /** What was told since this was asked for the last time. */
  get news(): string[] {
    return this.lines.splice(0);
  }

  connected(local: Endpoint, peer: Endpoint): void {
    this.lines.push(`connected ${formatEndpoint(local)} to ${formatEndpoint(peer)}`);
  }

  secured({ protocol, verified }: SecureInfo): void {
    this.lines.push(`secured ${protocol} ${verified}`);
  }

  received(bytes: Uint8Array, length: number, lent: boolean, from?: Endpoint, isCut?: boolean): void {
    const what = length > 8 ? `${length} bytes` : [...bytes.subarray(0, length)].join(" ");
    this.lines.push(`received ${what}${lent ? " lent" : ""}${from === undefined ? "" : ` from ${formatEndpoint(from)}`}${isCut === true ? " cut" : ""}`);
    this.onReceived?.();
  }

  sent(total: number): void {
    this.lines.push(`sent ${total}`);
  }

  drained(): void {
    this.lines.push("drained");
  }

  ended(): void {
    this.lines.push("ended");
  }

  listening(local: Endpoint): void {
    this.lines.push(`listening ${formatEndpoint(local)}`);
  }

  bound(local: Endpoint): void {
    this.lines.push(`bound ${formatEndpoint(local)}`);
  }

  offered(offer: Offer): void {
    this.lines.push(`offered ${formatEndpoint(offer.from)}`);
    this.offers.push(offer);
  }

  rejected(from: Endpoint, fault: Fault): void {
    this.lines.push(`rejected ${formatEndpoint(from)}: ${describeFault(fault)}`);
  }

  failed(fault: Fault, nth?: number): void {
    this.lines.push(`failed ${nth}: ${describeFault(fault)}`);
  }

  closed(fault?: Fault): void {
    this.fault = fault;
    this.lines.push(fault === undefined ? "closed" : `closed: ${fault.reason}${fault.cause instanceof Error ? `: ${fault.cause.message}` : ""}`);
  }
}
