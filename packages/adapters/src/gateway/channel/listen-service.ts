import { formatEndpoint, type Credentials, type Endpoint, type Fault, type Listener, type ListenSink, type Offer } from "@luat/contract";
import type { ClientFields, ClientMessage, WireSecure } from "../../wire/index.js";
import { readAddress } from "../policy/address.js";
import type { Caller } from "./caller.js";
import type { OfferNames } from "./offers.js";
import type { Service } from "./service.js";
import type { Site } from "./site.js";

/** A channel that is a listener. Its clients are offered here, and accepted by channels of their own. */
export class ListenService implements Service, ListenSink {
  readonly #site: Site;
  readonly #caller: Caller;
  /** The names of those that wait. */
  readonly #offers: OfferNames = new Set();
  #listener: Listener | undefined;
  #isSecure = false;

  constructor(site: Site, caller: Caller) {
    this.#site = site;
    this.#caller = caller;
  }

  /** Listens, where that is allowed. */
  listen({ port, host, backlog, keepAlive, secure }: ClientFields["listen"], credentials: Credentials | undefined): void {
    const { card, policy, limits } = this.#site;
    const address = host === undefined ? undefined : readAddress(host);
    if (host !== undefined && address === undefined) {
      this.#caller.forbid(`listen://${formatEndpoint({ host, port })}: it is no address in its usual form`);
    } else if (!policy.permitsListening(address, port)) {
      this.#caller.forbid(`listen://${host === undefined ? `*:${port}` : formatEndpoint({ host, port })}: no rule allows it`);
    } else {
      this.#isSecure = secure !== undefined;
      const options = { port, host: address?.text, backlog: Math.min(backlog, limits.backlog), keepAlive };
      this.#listener = card.listen({ ...options, secure: secure && credentials && { credentials, alpn: secure.alpn } }, this);
    }
  }

  message(message: ClientMessage): void {
    switch (message.type) {
      case "take":
        if (this.#offers.has(message.offer)) this.#site.offers.take(message.offer);
        break;
      case "refuse":
        if (this.#offers.has(message.offer)) this.#site.offers.refuse(message.offer);
        break;
      case "renew":
        this.#renew(message.secure);
        break;
      default:
        this.#caller.violate(`${message.type} is no message of a listener; expected take, refuse or renew`);
    }
  }

  payload(): void {
    this.#caller.violate("payload came to a listener");
  }

  ready(): void {}

  end(): void {
    for (const name of this.#offers) this.#site.offers.refuse(name);
    this.#listener?.close();
  }

  listening(local: Endpoint): void {
    this.#caller.tell({ type: "listening", local });
    this.#caller.opened(formatEndpoint(local));
  }

  offered(offer: Offer): void {
    const name = this.#site.offers.add(offer, this.#offers);
    this.#caller.tell({ type: "offered", offer: name, from: offer.from, local: offer.local, secure: offer.secure });
  }

  rejected(from: Endpoint, fault: Fault): void {
    // Strangers can make this happen as often as they like, also while the client reads nothing.
    if (!this.#caller.isBusy) this.#caller.tell({ type: "rejected", from, fault });
  }

  closed(fault?: Fault): void {
    this.#caller.over(fault);
  }

  #renew(secure: WireSecure): void {
    const listener = this.#listener;
    if (listener?.renew === undefined || !this.#isSecure) {
      this.#caller.violate("renew came to a listener without TLS");
      return;
    }
    const credentials = this.#site.card.credentials(secure.config);
    const fault = "reason" in credentials ? credentials : listener.renew({ credentials, alpn: secure.alpn });
    // The client checks its settings itself, and goes on with the old ones: so there is nobody to tell.
    if (fault !== undefined) this.#caller.warn("renew", fault);
  }
}
