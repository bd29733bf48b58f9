import type { WebSocketClass } from "@luat/adapters/websocket";

/** The other side of one WebSocket that a card has made. */
export class FakeWebSocket {
  binaryType = "blob";
  bufferedAmount = 0;
  protocol = "";
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onerror: ((event: object) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  /** What the card has sent: texts of JSON as objects, bytes as arrays, and "close" with its code. */
  readonly sent: unknown[] = [];

  constructor(
    readonly url: string,
    readonly protocols: string[] = [],
  ) {}

  send(data: string | Uint8Array): void {
    if (this.readyState !== 1) throw new Error(`send() in state ${this.readyState}`);
    this.sent.push(typeof data === "string" ? JSON.parse(data) : [...data]);
  }

  close(code?: number): void {
    if (code !== undefined && code !== 1000 && (code < 3000 || code > 4999)) throw new Error(`close(${code}), which no browser takes`);
    this.readyState = 2;
    this.sent.push(`close ${code}`);
  }

  open(protocol = this.protocols[0] ?? ""): this {
    this.readyState = 1;
    this.protocol = protocol;
    this.onopen?.();
    return this;
  }

  /** Says control messages. */
  say(...messages: readonly object[]): this {
    for (const message of messages) this.text(JSON.stringify(message));
    return this;
  }

  text(data: string): this {
    this.onmessage?.({ data });
    return this;
  }

  pay(...bytes: readonly number[]): this {
    this.onmessage?.({ data: Uint8Array.from(bytes).buffer });
    return this;
  }

  end(code: number, reason = ""): this {
    this.readyState = 3;
    this.onclose?.({ code, reason });
    return this;
  }

  /** What was sent since this was asked for the last time. */
  get news(): unknown[] {
    return this.sent.splice(0);
  }
}

/** A class of fake WebSockets, and all that were made of it. */
export class FakeWebSockets {
  readonly made: FakeWebSocket[] = [];
  readonly Class: WebSocketClass;

  constructor() {
    const { made } = this;
    this.Class = class extends FakeWebSocket {
      constructor(url: string, protocols?: string[]) {
        super(url, protocols);
        made.push(this);
      }
    };
  }

  /** The one that was made last. */
  get last(): FakeWebSocket {
    const last = this.made.at(-1);
    if (last === undefined) throw new Error("no WebSocket was made");
    return last;
  }
}
