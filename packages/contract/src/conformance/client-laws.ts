import type { Law } from "./law.js";
import type { ListenProbe } from "./listen-probe.js";
import { law, type Trial } from "./trial.js";

const HELLO = Uint8Array.of(104, 101, 108, 108, 111);

async function expectTurnedAway(t: Trial, listener: ListenProbe, when: string): Promise<void> {
  const { length } = listener.offers;
  const other = t.dialBack(listener);
  await t.until(() => other.hasEnded || other.isClosed, `another client to see an end while the first ${when}`);
  await t.idle();
  t.expect(listener.offers.length === length, "no other client offered", `${listener}`);
}

/** What a listener makes of clients that come while one is there, on cards that serve one client at a time. */
export const CLIENT_LAWS: readonly Law[] = [
  law("clients.one", "a listener with one client at a time refuses others while its client lives, waiting or accepted", ["listen", "!manyClients"], async (t) => {
    const listener = await t.listen();
    const client = t.dialBack(listener);
    const offer = await t.offer(listener);
    await expectTurnedAway(t, listener, "waits");
    const stream = t.accept(offer);
    await t.until(() => client.connections > 0, "connected");
    await expectTurnedAway(t, listener, "is accepted");
    client.send(HELLO);
    await t.receives(stream, HELLO);
    client.finish();
    await t.until(() => stream.hasEnded, "ended");
    if (t.rig.adapter.traits.halfClose) await expectTurnedAway(t, listener, "has ended its side alone");
  }),

  law("clients.next", "a listener with one client at a time takes the next when its client is gone, however it went", ["listen", "!manyClients"], async (t) => {
    const listener = await t.listen();
    t.dialBack(listener);
    t.refuse(await t.offer(listener));
    await t.idle();
    t.dialBack(listener);
    const destroyed = t.accept(await t.offer(listener, 1));
    destroyed.destroy();
    await t.idle();
    const client = t.dialBack(listener);
    const stream = t.accept(await t.offer(listener, 2));
    await t.until(() => client.connections > 0, "connected");
    client.finish();
    stream.finish();
    await t.until(() => stream.isClosed, "closed");
    await t.idle();
    t.dialBack(listener);
    await t.offer(listener, 3);
  }),
];
