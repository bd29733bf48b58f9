import type { Offer, Traits } from "@luat/contract";
import type { MockHostOptions } from "@luat/adapters/mock";
import type { Flaw } from "./flaw.js";
import { PassCard, PassListener } from "./pass-card.js";

const FOR_ONE: MockHostOptions = { profile: "hardware" };

/** Says something else about its listeners than they do. */
function boasts(card: PassCard, clients: Traits["clients"]): PassCard {
  const traits: Traits = { ...card.traits, clients };
  return Object.defineProperty(card, "traits", { value: traits });
}

/** Cards that are wrong about how many clients they serve at once. */
export const CLIENT_FLAWS: readonly Flaw[] = [
  {
    title: "serves many clients at once, though it says one",
    breaks: ["clients.one"],
    remake: (card, clock) => boasts(new PassCard(card, clock), "one"),
    goodHost: FOR_ONE,
  },
  {
    title: "serves one client at a time, though it says many",
    breaks: ["offer.burst", "offer.backlog", "tls-listen.backlog", "tls-listen.silent-client"],
    host: FOR_ONE,
    remake: (card, clock) => boasts(new PassCard(card, clock), "many"),
    goodHost: {},
  },
  {
    title: "serves one client and no other after it",
    breaks: ["clients.next"],
    host: FOR_ONE,
    remake: (card, clock) =>
      Object.assign(new PassCard(card, clock), {
        Listener: class extends PassListener {
          #hadClient = false;
          override offered(offer: Offer): void {
            if (this.#hadClient) offer.refuse();
            else super.offered(offer);
            this.#hadClient = true;
          }
        },
      }),
  },
];
