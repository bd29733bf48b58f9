import { formatEndpoint, type DialOptions, type Endpoint, type Fault, type Stop, type Stream, type StreamSink } from "@luat/contract";
import { readAddress, type Address } from "../policy/address.js";
import type { Protocol } from "../policy/allow-rule.js";
import { readHostName } from "../policy/host-name.js";
import type { Site } from "./site.js";

/** How a dial went that brought nothing. */
export type DialFailure = { readonly fault: Fault } | { readonly forbidden: string };

/** What is dialled, and who is told. */
export interface DialPlan {
  readonly protocol: Protocol;
  readonly to: Endpoint;
  readonly options: DialOptions;
  /** Of every attempt; it tells {@link Dial.next} when one closes before it is connected. */
  readonly sink: StreamSink;
  /** Something was dialled. */
  dialled(stream: Stream): void;
  /** Nothing is left to try. */
  failed(how: DialFailure): void;
}

/**
 * Finds the addresses of an endpoint that may be reached, and dials one after the other until one answers. A name is looked up
 * once, and what is dialled is an address that was found good, so that the name can mean nothing else by then.
 */
export class Dial {
  readonly #site: Site;
  readonly #plan: DialPlan;
  readonly #deadline: number;
  #left: Address[] = [];
  #stream: Stream | undefined;
  #stopLookup: Stop | undefined;
  #stopTimer: Stop | undefined;
  #isOver = false;

  constructor(site: Site, plan: DialPlan) {
    this.#site = site;
    this.#plan = plan;
    this.#deadline = site.clock.now() + site.limits.dialTimeout;
  }

  /** Looks the name up, or dials the address. Nothing is told before this returns, unless no rule allows it. */
  begin(): void {
    const { policy } = this.#site;
    const { to, protocol } = this.#plan;
    const address = readAddress(to.host);
    if (address !== undefined) {
      if (policy.permits(protocol, address, to.port)) this.#try([address]);
      else this.#forbid("no rule allows this address");
      return;
    }
    const name = readHostName(to.host);
    if (name === undefined) this.#forbid("it is neither a name nor an address in its usual form");
    else if (!policy.permitsName(protocol, name, to.port)) this.#forbid("no rule allows this name");
    else this.#lookUp(name);
  }

  /** The last attempt failed: goes on with the next address. */
  next(fault: Fault): void {
    this.#stopTimer?.();
    this.#stream = undefined;
    if (this.#left.length > 0 && this.#site.clock.now() < this.#deadline) this.#dial();
    else this.#fail({ fault });
  }

  /** It is connected: what is left of the time is for its handshake, after which comes {@link settle}. */
  connected(): void {
    this.#limit(this.#deadline - this.#site.clock.now());
    this.#left = [];
  }

  /** It is done. */
  settle(): void {
    this.#stopTimer?.();
    this.#isOver = true;
  }

  /** Gives up. */
  end(): void {
    if (this.#isOver) return;
    this.settle();
    this.#stopLookup?.();
    this.#stream?.destroy();
  }

  #lookUp(name: string): void {
    const { card, policy } = this.#site;
    const { protocol, to } = this.#plan;
    if (card.traits.names !== "resolve") {
      this.#fail({ fault: { reason: "unsupported", cause: new Error("the card of the gateway looks up no names, so that what they mean cannot be checked") } });
      return;
    }
    this.#stopLookup = card.resolve(name, {}, (answer) => {
      this.#stopTimer?.();
      if ("fault" in answer) {
        this.#fail({ fault: answer.fault });
        return;
      }
      const found = answer.addresses.flatMap((text) => readAddress(text) ?? []);
      const good = found.filter((address) => policy.permits(protocol, address, to.port, name));
      if (good.length > 0) this.#try(good);
      else this.#forbid(`it leads to ${answer.addresses.join(", ")}, which no rule allows`);
    });
    this.#limit(this.#site.limits.dialTimeout);
  }

  #try(addresses: readonly Address[]): void {
    this.#left = [...addresses];
    this.#dial();
  }

  #dial(): void {
    const { card, clock } = this.#site;
    const { to, options, sink } = this.#plan;
    const address = this.#left.shift();
    if (address === undefined) return;
    // Each has its share of the time, so that one that does not answer leaves some to the others.
    this.#limit((this.#deadline - clock.now()) / (this.#left.length + 1));
    try {
      this.#stream = card.dial({ host: address.text, port: to.port }, options, sink);
    } catch (error) {
      this.#fail({ fault: { reason: "broken", cause: error } });
      return;
    }
    this.#plan.dialled(this.#stream);
  }

  #limit(ms: number): void {
    this.#stopTimer?.();
    this.#stopTimer = this.#site.clock.after(Math.max(0, ms), () => {
      this.#stopLookup?.();
      this.#stream?.destroy();
      this.next({ reason: "timeout" });
    });
  }

  #forbid(why: string): void {
    const { protocol, to } = this.#plan;
    this.#fail({ forbidden: `${protocol}://${formatEndpoint(to)}: ${why}` });
  }

  #fail(how: DialFailure): void {
    if (this.#isOver) return;
    this.settle();
    this.#plan.failed(how);
  }
}
