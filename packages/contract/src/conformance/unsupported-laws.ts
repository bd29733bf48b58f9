import type { DnsAnswer } from "../adapter.js";
import type { Fault } from "../fault.js";
import type { Credentials, SecureOptions } from "../secure.js";
import { FULL, type Stream, type Tunnel } from "../stream.js";
import type { Law } from "./law.js";
import { law, type Trial } from "./trial.js";

/** TLS options for a card that must not even look at them. */
const SECURE: SecureOptions = { credentials: {} as Credentials };

/** A stream that a card must not even look at. */
const STREAM: Stream = { queued: 0, send: () => FULL, pause() {}, resume() {}, finish() {}, destroy() {} };
const END = { host: "192.0.2.1", port: 1 };
const TUNNEL: Tunnel = { stream: STREAM, unread: new Uint8Array(0), local: END, peer: END };

interface Closable {
  readonly isClosed: boolean;
  readonly fault: Fault | undefined;
  readonly events: readonly string[];
}

async function expectUnsupported(t: Trial, probe: Closable): Promise<void> {
  await t.until(() => probe.isClosed, "closed");
  t.expectFault(probe.fault, "unsupported");
  t.expect(probe.events.length === 1, "only closed", probe.events.join(", "));
}

/** A card says that it cannot do something where it says everything else: to the sink, after the call. */
export const UNSUPPORTED_LAWS: readonly Law[] = [
  law("unsupported.dial", 'a card without TCP answers a dial with the fault "unsupported"', ["!tcp"], async (t) => {
    t.dial(1).destroy();
    await expectUnsupported(t, t.dial(1));
  }),

  law("unsupported.listen", 'a card that cannot listen answers with the fault "unsupported"', ["!listen"], async (t) => {
    t.open().close();
    await expectUnsupported(t, t.open());
  }),

  law("unsupported.bind", 'a card without UDP answers bind with the fault "unsupported"', ["!udp"], async (t) => {
    t.openSocket().close();
    await expectUnsupported(t, t.openSocket());
  }),

  law("unsupported.secure-dial", 'a card without TLS answers a secured dial with the fault "unsupported"', ["!tls", "tcp"], async (t) => {
    const listener = await t.peerListens();
    await expectUnsupported(t, t.dial(listener.port, { secure: SECURE }));
    t.expect(listener.offers.length === 0, "no client at the peer", `${listener.offers.length}`);
  }),

  law("unsupported.tunnel", 'a card that dials no TLS inside open streams answers such a dial with the fault "unsupported", and dials nothing', ["!tunnel", "tcp"], async (t) => {
    const listener = await t.peerListens();
    t.dial(listener.port, { secure: SECURE, tunnel: TUNNEL }).destroy();
    await expectUnsupported(t, t.dial(listener.port, { secure: SECURE, tunnel: TUNNEL }));
    t.expect(listener.offers.length === 0, "no client at the peer", `${listener.offers.length}`);
  }),

  law("unsupported.secure-listen", 'a card without TLS answers a secured listener with the fault "unsupported"', ["!tls", "listen"], async (t) => {
    await expectUnsupported(t, t.open({ secure: SECURE }));
  }),

  law("unsupported.credentials", 'a card without TLS has the fault "unsupported" for credentials', ["!tls"], async (t) => {
    const answer = t.rig.adapter.credentials({ verify: true });
    t.expectFault("reason" in answer ? answer : undefined, "unsupported");
  }),

  law("unsupported.resolve", 'a card that passes names on answers look-ups with the fault "unsupported"', ["!resolve"], async (t) => {
    const answers: DnsAnswer[] = [];
    const { adapter } = t.rig;
    t.referee.during("resolve", () =>
      adapter.resolve("name.test", {}, (answer) => {
        t.referee.heard("look-up", "done");
        answers.push(answer);
      }),
    );
    await t.until(() => answers.length > 0, "an answer");
    const [answer] = answers;
    t.expectFault(answer !== undefined && "fault" in answer ? answer.fault : undefined, "unsupported");
  }),
];
