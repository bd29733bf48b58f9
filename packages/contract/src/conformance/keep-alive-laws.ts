import type { KeepAlive } from "../stream.js";
import type { Law, Need } from "./law.js";
import type { StreamProbe } from "./stream-probe.js";
import { law, type Trial } from "./trial.js";

const HELLO = Uint8Array.of(104, 101, 108, 108, 111);
/** Many probes, so that one which is lost by chance means nothing. */
const SOON: KeepAlive = { idle: 5, interval: 1, count: 10 };
const LATE: KeepAlive = { idle: 60, interval: 5, count: 10 };
const SETTINGS = [SOON, LATE, undefined];
const NEEDS: readonly Need[] = ["keepAlive", "silence"];

/** Of streams whose peers are not heard of any more, those that keep alive find out, and the last one, which does not, waits. */
async function expectFoundDead(t: Trial, streams: readonly StreamProbe[], ports: readonly number[], lastPeer: StreamProbe): Promise<void> {
  const kept = streams.slice(0, -1);
  const plain = streams.at(-1) as StreamProbe;
  const ends = ports.map((port) => t.rig.silence?.(port));
  await t.until(() => plain.isClosed || kept.every(({ isClosed }) => isClosed), "those that keep alive closed");
  t.expect(!plain.isClosed, "a stream without keep-alive to wait", `${plain}`);
  for (const { fault } of kept) t.expectFault(fault, "timeout");
  for (const end of ends) end?.();
  plain.send(HELLO);
  await t.receives(lastPeer, HELLO);
}

/** What keep-alive is for, on cards that apply all of it. */
export const KEEP_ALIVE_LAWS: readonly Law[] = [
  law("keep-alive.dialled", 'a dialled stream closes with the fault "timeout" when its peer is not heard of any more; without keep-alive it waits', ["tcp", ...NEEDS], async (t) => {
    const listener = await t.peerListens();
    const mine = SETTINGS.map((keepAlive) => t.dial(listener.port, { keepAlive }));
    const peers = new Map<number, StreamProbe>();
    for (let n = 0; n < mine.length; n++) {
      const offer = await t.offer(listener, n);
      peers.set(offer.from.port, t.accept(offer));
    }
    await t.until(() => mine.every(({ connections }) => connections > 0), "all connected");
    await expectFoundDead(t, mine, [listener.port], peers.get(mine.at(-1)?.local?.port ?? 0) as StreamProbe);
  }),

  law("keep-alive.accepted", 'an accepted stream closes with the fault "timeout" when its client is not heard of any more; without keep-alive it waits', ["listen", ...NEEDS], async (t) => {
    const mine: StreamProbe[] = [];
    const clients: StreamProbe[] = [];
    const ports: number[] = [];
    for (const keepAlive of SETTINGS) {
      const listener = await t.listen({ keepAlive });
      clients.push(t.dialBack(listener));
      const offer = await t.offer(listener);
      mine.push(t.accept(offer));
      ports.push(offer.from.port);
    }
    await t.until(() => clients.every(({ connections }) => connections > 0), "all connected");
    await expectFoundDead(t, mine, ports, clients.at(-1) as StreamProbe);
  }),

  law("keep-alive.alive", "a stream that keeps alive lives as long as its peer is there, however long nothing is sent", ["tcp", ...NEEDS], async (t) => {
    const { mine, theirs } = await t.pair("dialled", { keepAlive: SOON });
    // That time has passed shows at another one, which is found dead later.
    const other = await t.pair("dialled", { keepAlive: LATE });
    t.rig.silence?.(other.listener.port);
    await t.until(() => other.mine.isClosed || mine.isClosed, "the other one closed");
    t.expect(!mine.isClosed, "a stream whose peer is there to live", `${mine}`);
    mine.send(HELLO);
    await t.receives(theirs, HELLO);
  }),
];
