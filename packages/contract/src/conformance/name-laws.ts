import { MAX_ADDRESSES, type DnsAnswer, type DnsQuery } from "../adapter.js";
import { ipVersion } from "../ip.js";
import type { Stop } from "../stop.js";
import type { Law } from "./law.js";
import type { RigNames } from "./rig.js";
import { law, type Trial } from "./trial.js";

interface Asked {
  readonly answers: DnsAnswer[];
  readonly stop: Stop;
}

function ask(t: Trial, name: string, query: DnsQuery = {}): Asked {
  const { adapter } = t.rig;
  const answers: DnsAnswer[] = [];
  const stop = t.referee.during("resolve", () =>
    adapter.resolve(name, query, (answer) => {
      t.referee.heard(`look-up of ${name}`, "done");
      answers.push(answer);
    }),
  );
  return { answers, stop: () => t.referee.during("stop", stop) };
}

async function answerTo(t: Trial, name: string, query?: DnsQuery): Promise<DnsAnswer> {
  const { answers, stop } = ask(t, name, query);
  await t.until(() => answers.length > 0, `an answer for ${name}`);
  await t.idle();
  stop();
  t.expect(answers.length === 1, "one answer", `${answers.length}`);
  return answers[0] as DnsAnswer;
}

function text(answer: DnsAnswer): string {
  return "fault" in answer ? `the fault "${answer.fault.reason}"` : answer.addresses.join(" ") || "no addresses";
}

function namesOf(t: Trial): RigNames {
  if (t.rig.names === undefined) throw new Error("the rig has no names");
  return t.rig.names;
}

/** What the card keeps of a list of addresses. */
function keptOf(addresses: readonly string[], { kept = MAX_ADDRESSES }: RigNames): string[] {
  return [...new Set(addresses)].slice(0, kept);
}

function familyLaw(family: 4 | 6): Law {
  return law(
    `name.family-${family}`,
    `a look-up for IPv${family} gives IPv${family} addresses only`,
    family === 6 ? ["resolve", "names", "ipv6"] : ["resolve", "names"],
    async (t) => {
      const names = namesOf(t);
      const { known, addresses } = names;
      const wanted = keptOf(addresses.filter((address) => ipVersion(address) === family), names);
      const answer = await answerTo(t, known, { family });
      if (wanted.length > 0) t.expect(text(answer) === wanted.join(" "), wanted.join(" "), text(answer));
      else if ("fault" in answer) t.expectFault(answer.fault, "name");
      else t.expect(answer.addresses.every((address) => ipVersion(address) === family), `only IPv${family}`, text(answer));
    },
  );
}

/** How names become addresses. */
export const NAME_LAWS: readonly Law[] = [
  law("name.known", `a known name gives its addresses in order, at most ${MAX_ADDRESSES} and none twice`, ["resolve", "names"], async (t) => {
    const names = namesOf(t);
    const answer = await answerTo(t, names.known);
    const wanted = keptOf(names.addresses, names).join(" ");
    t.expect(text(answer) === wanted, wanted, text(answer));
  }),

  familyLaw(4),
  familyLaw(6),

  law("name.unknown", 'an unknown name gives the fault "name"', ["resolve", "names"], async (t) => {
    const answer = await answerTo(t, namesOf(t).unknown);
    t.expectFault("fault" in answer ? answer.fault : undefined, "name");
  }),

  law("name.literal", "a literal address is its own answer", ["resolve"], async (t) => {
    const answer = await answerTo(t, t.rig.host);
    t.expect(text(answer) === t.rig.host, t.rig.host, text(answer));
  }),

  law("name.stop", "a look-up that was stopped is not answered; stopping again does nothing", ["resolve", "names"], async (t) => {
    const { known, unknown } = namesOf(t);
    const stopped = [ask(t, known), ask(t, unknown), ask(t, t.rig.host)];
    for (const { stop } of stopped) stop();
    for (const { stop } of stopped) stop();
    await answerTo(t, known);
    await answerTo(t, unknown);
    await t.idle();
    const answered = stopped.filter(({ answers }) => answers.length > 0).length;
    t.expect(answered === 0, "no answer after stop()", `${answered} of 3 were answered`);
  }),

  law("name.dial", "a card that looks names up throws a TypeError for one that is dialled", ["resolve", "tcp"], async (t) => {
    t.expectTypeError(() => t.dial(80, {}, t.rig.adapter, "name.test"), "a name");
  }),

  law("name.opaque", "a card that passes names on can dial them", ["!resolve", "names", "tcp"], async (t) => {
    const listener = await t.peerListens();
    const stream = t.dial(listener.port, {}, t.rig.adapter, namesOf(t).known);
    await t.until(() => stream.connections > 0, "connected");
    const lost = t.dial(listener.port, {}, t.rig.adapter, namesOf(t).unknown);
    await t.until(() => lost.isClosed, "closed");
    t.expectFault(lost.fault, "name");
  }),

  law("name.opaque-unknown", 'where names are passed on, dialling one that nobody knows gives closed with the fault "name" and nothing else', ["!resolve", "names", "tcp"], async (t) => {
    const stream = t.dial(80, {}, t.rig.adapter, namesOf(t).unknown);
    await t.until(() => stream.isClosed, "closed");
    t.expectFault(stream.fault, "name");
    t.expect(stream.events.length === 1, "only closed", `${stream}`);
  }),

  law("name.opaque-destroy", "a stream that is destroyed while it dials a name is silent for ever", ["!resolve", "names", "tcp"], async (t) => {
    const listener = await t.peerListens();
    for (const name of [namesOf(t).known, namesOf(t).unknown]) t.dial(listener.port, {}, t.rig.adapter, name).destroy();
    await t.idle();
  }),
];
