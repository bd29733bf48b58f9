import { VirtualClock } from "@luat/adapters/mock";
import { record, replay } from "@luat/adapters/tape";
import type { Adapter } from "@luat/contract";
import { LAWS, meetsNeeds, type Law, type Rig } from "@luat/contract/conformance";
import { describe, expect, it } from "vitest";
import { MockRig } from "../mock/mock-rig.js";

/** Laws that a transcript cannot keep, and why. */
const EXCEPTIONS = {
  "a replay has neither TLS nor groups, and takes any": /^(credentials\.bad-|psk\.bad$|renewal\.incomplete$|multicast\.(refuses|no-group)$)/,
  "what throws is no line of the transcript": /^(bind\.kinds|name\.dial)$/,
  "the link of a replay cannot be switched": /^link\.watch$/,
  "what the peer does is no line of the transcript, so it comes too soon after what is": /^(bind\.bound|listen\.listening|datagram\.elsewhere|tls-listen\.plain-client|certificate\.optional)$/,
};

/** The same rig with other cards; what the network would do beside them is in their transcripts. */
function remade(rig: MockRig, adapter: Adapter, peer: Adapter): Rig {
  const { host, selfHost, names, tls, broadcast, multicast, ipv6 } = rig;
  return {
    ...{ adapter, peer, host, selfHost, names, tls, broadcast, multicast, ipv6 },
    closedPort: () => rig.closedPort(),
    setLink: (up) => rig.setLink(up),
    silence: (port) => rig.silence(port),
    until: (done, what) => rig.until(done, what),
    idle: () => rig.idle(),
    dispose: async () => undefined,
  };
}

/** Checks a law on both ends of a recorded network, and again on what was recorded. */
async function checkTwice({ check }: Law, rig: MockRig): Promise<void> {
  const { clock } = rig.net;
  const [here, there]: [string[], string[]] = [[], []];
  await check(remade(rig, record(rig.adapter, { write: (line) => here.push(line), clock }), record(rig.peer, { write: (line) => there.push(line), clock })));
  await clock.run();

  const later = new VirtualClock();
  const [adapter, peer] = [replay(here, { clock: later }), replay(there, { clock: later })];
  await check({
    ...remade(rig, adapter, peer),
    setLink: () => undefined,
    silence: () => () => undefined,
    idle: () => later.run(),
    until: (done) => later.until(done),
  });
  adapter.assertDone();
  peer.assertDone();
}

describe("what was recorded of both ends while a law was checked keeps the law when it is replayed:", () => {
  const isException = (id: string): boolean => Object.values(EXCEPTIONS).some((pattern) => pattern.test(id));
  // The server of DTLS is the rig's, and on no transcript; nor is a stream inside another one.
  const laws = LAWS.filter(({ needs }) => !needs.includes("dtls") && !needs.includes("tunnel") && meetsNeeds(new MockRig(), needs));

  it.each(laws.filter(({ id }) => !isException(id)).map((law) => [law.id, law] as const))("%s", async (_, law) => {
    expect(await breaks(law)).toBeUndefined();
  });

  it.each(laws.filter(({ id }) => isException(id)).map((law) => [law.id, law] as const))("not %s, which is an exception", async (_, law) => {
    expect((await breaks(law))?.name).toMatch(/^(LawBroken|ReplayError|Error)$/);
  });
});

/** What is wrong when a law is checked on what was recorded of it. */
function breaks(law: Law): Promise<Error | undefined> {
  return checkTwice(law, new MockRig({ latency: 5 })).then(
    () => undefined,
    (error: unknown) => error as Error,
  );
}
