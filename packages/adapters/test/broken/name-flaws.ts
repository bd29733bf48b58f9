import { ipVersion, type DialOptions, type DnsAnswer, type DnsQuery, type Endpoint, type Stop, type Stream, type StreamSink } from "@luat/contract";
import { cardFlaw, type Flaw } from "./flaw.js";
import { MissingSocket } from "./lesser-cards.js";
import { PassCard } from "./pass-card.js";

type Done = (answer: DnsAnswer) => void;

/** A card whose answers are changed. */
function answers(title: string, breaks: readonly string[], change: (answer: DnsAnswer, done: Done) => void): Flaw {
  return cardFlaw(
    title,
    breaks,
    class extends PassCard {
      override resolve(name: string, query: DnsQuery, done: Done): Stop {
        return super.resolve(name, query, (answer) => change(answer, done));
      }
    },
  );
}

/** Cards that are wrong about names. */
export const NAME_FLAWS: readonly Flaw[] = [
  answers("turns the order of addresses round", ["name.known"], (answer, done) => {
    done("fault" in answer ? answer : { addresses: answer.addresses.toReversed() });
  }),
  answers("gives an address twice", ["name.known"], (answer, done) => {
    done("fault" in answer ? answer : { addresses: [answer.addresses[0] as string, ...answer.addresses].slice(0, 4) });
  }),
  answers("answers twice", ["name.known", "name.literal", "name.unknown"], (answer, done) => {
    done(answer);
    done(answer);
  }),
  answers("has no fault for a name that nobody knows", ["name.unknown"], (answer, done) => {
    done("fault" in answer ? { addresses: [] } : answer);
  }),
  answers("does not answer", ["name.known", "name.unknown", "name.literal", "name.family-4", "name.family-6", "name.stop"], () => undefined),
  cardFlaw(
    "mixes the families",
    ["name.family-4", "name.family-6"],
    class extends PassCard {
      override resolve(name: string, _query: DnsQuery, done: Done): Stop {
        return super.resolve(name, {}, done);
      }
    },
  ),
  cardFlaw(
    "answers inside resolve()",
    ["name.literal"],
    class extends PassCard {
      override resolve(name: string, _query: DnsQuery, done: Done): Stop {
        done({ addresses: [name] });
        return () => undefined;
      }
    },
  ),
  cardFlaw(
    "answers after it was stopped",
    ["name.stop"],
    class extends PassCard {
      override resolve(name: string, query: DnsQuery, done: Done): Stop {
        super.resolve(name, query, done);
        return () => undefined;
      }
    },
  ),
  cardFlaw(
    "dials no names, though it says so",
    ["name.opaque"],
    class extends PassCard {
      override dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
        return super.dial({ ...to, host: /^[\d.]+$/.test(to.host) ? to.host : "10.0.0.99" }, options, sink);
      }
    },
    { names: "opaque" },
  ),
  cardFlaw(
    "does not say that it looks nothing up",
    ["unsupported.resolve"],
    class extends PassCard {
      override resolve(_name: string, _query: DnsQuery, done: Done): Stop {
        return this.clock.after(1, () => done({ fault: { reason: "name" } }));
      }
    },
    { names: "opaque" },
  ),
  cardFlaw(
    "says that a name is unreachable, where it is none",
    ["name.dial"],
    class extends PassCard {
      override dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
        return ipVersion(to.host) === 0 ? new MissingSocket(this.clock, sink, { reason: "unreachable" }) : super.dial(to, options, sink);
      }
    },
  ),
  cardFlaw(
    "takes a name that nobody knows for an address where nobody is",
    ["name.opaque-unknown"],
    class extends PassCard {
      override dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
        return super.dial({ ...to, host: to.host === "unknown.test" ? "10.0.0.99" : to.host }, options, sink);
      }
    },
    { names: "opaque" },
  ),
  cardFlaw(
    "tells what became of a name though its stream was destroyed",
    ["name.opaque-destroy"],
    class extends PassCard {
      override dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream {
        const stream = super.dial(to, options, sink);
        if (to.host === "unknown.test") this.clock.after(1, () => sink.closed({ reason: "name" }));
        return stream;
      }
    },
    { names: "opaque" },
  ),
];
