import { formatEndpoint, type Credentials, type Endpoint, type Fault, type SecureInfo, type Stream, type StreamSink } from "@luat/contract";
import { MAX_PAYLOAD, type ClientFields, type ClientMessage } from "../../wire/index.js";
import type { Caller } from "./caller.js";
import { Dial, type DialFailure } from "./dial.js";
import { DownFlow } from "./down-flow.js";
import type { Service } from "./service.js";
import type { Site } from "./site.js";
import type { TakenClient } from "./taken-client.js";
import { UpFlow } from "./up-flow.js";

/** A channel that is a stream: dialled, or that of a client which a listener offered. */
export class StreamService implements Service, StreamSink {
  readonly #site: Site;
  readonly #caller: Caller;
  /** How many bytes the client wants beyond those that it has taken. */
  readonly #window: number;
  #isSecure = false;
  #dial: Dial | undefined;
  #stream: Stream | undefined;
  #up: UpFlow | undefined;
  #down: DownFlow | undefined;

  constructor(site: Site, caller: Caller, window: number) {
    this.#site = site;
    this.#caller = caller;
    this.#window = window;
  }

  /** Dials what the client wants, where that is allowed. A port of one's own choice is as much as a listener's. */
  dial({ host, port, localPort, keepAlive, secure }: ClientFields["dial"], credentials: Credentials | undefined): void {
    this.#isSecure = secure !== undefined;
    if (localPort !== undefined && localPort !== 0 && !this.#site.policy.permitsListening(undefined, localPort)) {
      this.#caller.forbid(`listen://*:${localPort}: no rule allows this local port`);
      return;
    }
    const options = { localPort, keepAlive, secure: secure && credentials && { credentials, name: secure.name, alpn: secure.alpn, resume: secure.resume } };
    this.#dial = new Dial(this.#site, {
      protocol: this.#isSecure ? "tls" : "tcp",
      to: { host, port },
      options,
      sink: this,
      dialled: (stream) => {
        this.#stream = stream;
      },
      failed: (how) => {
        this.#fail(how);
      },
    });
    this.#dial.begin();
  }

  /** Takes a client of a listener. */
  accept(client: TakenClient): void {
    this.#stream = client.stream;
    this.#tellConnected(client.local, client.from);
    this.#open(this.#stream);
    client.fetch(this);
  }

  message(message: ClientMessage): void {
    switch (message.type) {
      case "taken":
        if (this.#down?.taken(message.total) !== true) this.#caller.violate(`taken.total is ${message.total}; expected no less than before, and no more than was sent`);
        break;
      case "finish":
        if (this.#up === undefined || this.#up.isFinishing) this.#caller.violate("finish came twice, or before the stream was connected");
        else this.#up.finish();
        break;
      case "destroy":
        this.#stream?.destroy(message.how);
        this.#caller.over(undefined, { how: message.how });
        break;
      default:
        this.#caller.violate(`${message.type} is no message of a stream; expected taken, finish or destroy`);
    }
  }

  payload(bytes: Uint8Array): void {
    const up = this.#up;
    if (bytes.length > MAX_PAYLOAD) this.#caller.violate(`the payload has ${bytes.length} bytes; expected at most ${MAX_PAYLOAD}`, "size");
    else if (bytes.length === 0) this.#caller.violate(`the payload has 0 bytes; expected 1 to ${MAX_PAYLOAD}`);
    else if (up === undefined) this.#caller.violate("payload came before the stream was connected");
    else if (up.isFinishing) this.#caller.violate("payload came after finish");
    else if (!up.push(bytes)) this.#caller.violate(`payload came beyond the window of ${this.#site.limits.window} bytes`);
    else this.#caller.count("up", bytes.length);
  }

  ready(): void {
    this.#up?.ready();
    this.#down?.flush();
  }

  end(): void {
    this.#dial?.end();
    this.#up?.end();
    this.#stream?.destroy();
  }

  connected(local: Endpoint, peer: Endpoint): void {
    this.#dial?.connected();
    this.#tellConnected(local, peer);
    if (!this.#isSecure && this.#stream !== undefined) this.#open(this.#stream);
  }

  secured(info: SecureInfo): void {
    this.#caller.tell({ type: "secured", info });
    if (this.#stream !== undefined) this.#open(this.#stream);
  }

  received(bytes: Uint8Array, length: number, lent: boolean): void {
    this.#down?.received(bytes, length, lent);
  }

  sent(total: number): void {
    this.#up?.sent(total);
  }

  drained(): void {
    this.#up?.flush();
  }

  ended(): void {
    this.#down?.ended();
  }

  closed(fault?: Fault): void {
    if (this.#down !== undefined) this.#down.closed(fault);
    else this.#dial?.next(fault ?? { reason: "reset" });
  }

  #tellConnected(local: Endpoint, peer: Endpoint): void {
    this.#caller.tell({ type: "connected", local, peer, window: this.#site.limits.window });
    this.#caller.opened(formatEndpoint(peer));
  }

  /** From now on bytes may go both ways. */
  #open(stream: Stream): void {
    const { clock, limits, blocks } = this.#site;
    const caller = this.#caller;
    const isBusy = (): boolean => caller.isBusy;
    this.#dial?.settle();
    this.#up = new UpFlow(stream, {
      ...{ clock, window: limits.window, isBusy },
      tell: (total) => {
        caller.tell({ type: "sent", total });
      },
    });
    this.#down = new DownFlow(stream, {
      ...{ window: this.#window, isBusy, blocks },
      payload: (bytes, done) => {
        caller.count("down", bytes.length);
        caller.send(bytes, done);
      },
      ended: () => {
        caller.tell({ type: "ended" });
      },
      closed: (fault) => {
        caller.over(fault);
      },
    });
  }

  #fail(how: DialFailure): void {
    if ("forbidden" in how) this.#caller.forbid(how.forbidden);
    else this.#caller.over(how.fault);
  }
}
