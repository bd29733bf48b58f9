import { FULL, MAX_DATAGRAM } from "@luat/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DatagramRecorder } from "../recorder.js";
import { SERVER, TwoHosts } from "../two-hosts.js";

/** Two sockets on each host; those with odd numbers are on the server. */
const SOCKETS = 4;

interface Sending {
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

/** What happens next; a wait is of virtual milliseconds, a hole of the server's port. */
type Step = Sending | { readonly wait: number } | "dig" | "fill" | "server link" | { readonly close: number };

const sending = fc.record({
  from: fc.nat(SOCKETS - 1),
  to: fc.nat(SOCKETS - 1),
  length: fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 4, max: 30 }) }, fc.constant(MAX_DATAGRAM + 1)),
});
const wait = fc.record({ wait: fc.integer({ min: 0, max: 30 }) });
const calm = fc.array(fc.oneof({ weight: 5, arbitrary: sending }, wait), { maxLength: 60 });
const close = fc.record({ close: fc.nat(SOCKETS - 1) });
const rough = fc.array(fc.oneof({ weight: 8, arbitrary: sending }, { weight: 3, arbitrary: wait }, fc.constantFrom<Step>("dig", "fill", "server link"), close), { maxLength: 60 });
const net = fc.record({ latency: fc.constantFrom(0, 0, 1, 12), highWater: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constant(65_536)) });

interface Outcome {
  readonly sockets: readonly DatagramRecorder[];
  /** What was taken, by sender, and within it in order. */
  readonly taken: ReadonlyArray<ReadonlyArray<Sending & { readonly id: number }>>;
}

/** The first four bytes of each datagram are its number in the whole program. */
async function play(options: { latency: number; highWater: number }, steps: readonly Step[]): Promise<Outcome> {
  const hosts = new TwoHosts({ latency: options.latency }, { highWater: options.highWater });
  const { net, server, client } = hosts;
  const sockets: DatagramRecorder[] = [];
  for (let n = 0; n < SOCKETS; n++) sockets.push(await hosts.bind({}, n % 2 === 1 ? server : client));
  const taken: Array<Array<Sending & { id: number }>> = sockets.map(() => []);
  const holes: Array<() => void> = [];
  for (const [id, step] of steps.entries()) {
    if (step === "dig") holes.push(net.blackhole(SERVER, sockets[1]?.local.port));
    else if (step === "fill") holes.pop()?.();
    else if (step === "server link") server.setLink(!server.isReady());
    else if ("wait" in step) await net.clock.advance(step.wait);
    else if ("close" in step) sockets[step.close]?.socket.close();
    else {
      const bytes = new Uint8Array(step.length).fill(id);
      new DataView(bytes.buffer).setUint32(0, id);
      const answer = sockets[step.from]?.socket.send(bytes, sockets[step.to]?.local);
      if (answer !== FULL) taken[step.from]?.push({ ...step, id });
    }
  }
  await hosts.run();
  for (const { socket } of sockets) socket.close();
  expect([net.openDatagrams, net.clock.waiting]).toEqual([0, 0]);
  return { sockets, taken };
}

function idOf(datagram: readonly number[]): number {
  return new DataView(Uint8Array.from(datagram).buffer).getUint32(0);
}

/** What one socket got from another, by number. */
function heard({ sockets, taken }: Outcome, from: number, to: number): number[] {
  const sent = new Set(taken[from]?.map(({ id }) => id));
  return (sockets[to]?.arrived ?? []).map(idOf).filter((id) => sent.has(id));
}

describe("random datagrams", () => {
  it("on a net without trouble arrive whole, once, in the order of each pair; all but the too large ones", async () => {
    await fc.assert(
      fc.asyncProperty(net, calm, async (options, steps) => {
        const outcome = await play(options, steps);
        const { sockets, taken } = outcome;
        for (let from = 0; from < SOCKETS; from++) {
          const mine = taken[from] ?? [];
          const tooLarge = mine.flatMap(({ length }, i) => (length > MAX_DATAGRAM ? [i + 1] : []));
          expect(sockets[from]?.failures).toEqual(tooLarge);
          expect(sockets[from]?.sentUpTo).toBe(mine.length);
          for (let to = 0; to < SOCKETS; to++) {
            const wanted = mine.filter((sending) => sending.to === to && sending.length <= MAX_DATAGRAM).map(({ id }) => id);
            expect(heard(outcome, from, to)).toEqual(wanted);
          }
        }
        const lengths = new Map(taken.flat().map(({ id, length }) => [id, length]));
        for (const datagram of sockets.flatMap(({ arrived }) => arrived)) {
          const id = idOf(datagram);
          expect(datagram.length).toBe(lengths.get(id));
          expect(datagram.slice(4).every((byte) => byte === id)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("on a net with trouble may be lost, but are never doubled, changed in order, or told to another", async () => {
    await fc.assert(
      fc.asyncProperty(net, rough, async (options, steps) => {
        const outcome = await play(options, steps);
        const { sockets, taken } = outcome;
        for (let to = 0; to < SOCKETS; to++) {
          const ids = (sockets[to]?.arrived ?? []).map(idOf);
          expect(new Set(ids).size).toBe(ids.length);
          const fair = new Set(taken.flat().flatMap((sending) => (sending.to === to ? [sending.id] : [])));
          expect(ids.filter((id) => !fair.has(id))).toEqual([]);
          for (let from = 0; from < SOCKETS; from++) {
            const heardIds = heard(outcome, from, to);
            expect(heardIds).toEqual([...heardIds].sort((a, b) => a - b));
          }
        }
        for (const [from, { failures, sentUpTo }] of sockets.entries()) {
          expect(sentUpTo).toBeLessThanOrEqual(taken[from]?.length ?? 0);
          for (const nth of failures) expect(taken[from]?.[nth - 1]?.length).toBeGreaterThan(MAX_DATAGRAM);
        }
        // What is between two sockets of the client is not in any trouble, as long as neither is closed.
        const closed = steps.some((step) => typeof step === "object" && "close" in step);
        if (!closed) {
          const wanted = taken[0]?.filter(({ to, length }) => to === 2 && length <= MAX_DATAGRAM).map(({ id }) => id);
          expect(heard(outcome, 0, 2)).toEqual(wanted);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("run the same way each time", async () => {
    const trace = async (steps: readonly Step[]): Promise<unknown> => {
      const { sockets } = await play({ latency: 3, highWater: 50 }, steps);
      return sockets.map(({ events, arrived }) => [events, arrived]);
    };
    await fc.assert(
      fc.asyncProperty(rough, async (steps) => {
        expect(await trace(steps)).toEqual(await trace(steps));
      }),
      { numRuns: 50 },
    );
  });
});
