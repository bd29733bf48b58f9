import { FULL, TAKEN } from "../stream.js";
import type { Law, Need } from "./law.js";
import { cut, firstDifference, noise } from "./pattern.js";
import { law, type Origin } from "./trial.js";

const SEED = 20_260_101;
const LARGE = 1_500_000;

/** What arrives is what was sent. */
export function transferLaws(origin: Origin, needs: readonly Need[]): Law[] {
  return [
    law(`${origin}.order`, "bytes arrive complete and in order, both ways at once, however they were cut", needs, async (t) => {
      const { mine, theirs } = await t.pair(origin);
      const [there, back] = [noise(100_000, SEED), noise(80_000, SEED + 1)];
      await Promise.all([t.sendAll(mine, cut(there, 3000, SEED)), t.sendAll(theirs, cut(back, 3000, SEED + 1))]);
      await t.receives(theirs, there);
      await t.receives(mine, back);
    }),

    law(`${origin}.large-send`, "an idle stream takes one send of any size, and all of it arrives", needs, async (t) => {
      const { mine, theirs } = await t.pair(origin);
      const bytes = noise(LARGE, SEED);
      t.expect(mine.send(bytes) !== FULL, `${LARGE} bytes to be taken`, "FULL");
      await t.receives(theirs, bytes);
      await t.until(() => mine.queued === 0, "nothing queued");
    }),

    law(`${origin}.empty-send`, "empty bytes are taken and change nothing", needs, async (t) => {
      const { mine, theirs } = await t.pair(origin);
      const empty = new Uint8Array(0);
      t.expect(mine.send(empty) !== FULL, "empty bytes to be taken", "FULL");
      t.expect(mine.queued === 0, "nothing queued", `${mine.queued} bytes`);
      mine.send(Uint8Array.of(1));
      t.expect(mine.send(empty) !== FULL, "empty bytes to be taken", "FULL");
      await t.sendAll(mine, [Uint8Array.of(2)]);
      await t.receives(theirs, Uint8Array.of(1, 2));
      await t.idle();
      t.expect(theirs.length === 2 && !theirs.hasEnded, "two bytes and no end", `${theirs}`);
    }),

    law(`${origin}.answer-inside`, "bytes can be answered inside received()", needs, async (t) => {
      const { mine, theirs } = await t.pair(origin);
      mine.onReceived = (bytes) => void mine.send(bytes);
      const bytes = noise(2000, SEED);
      for (const [i, piece] of [bytes.subarray(0, 1), bytes.subarray(1, 1000), bytes.subarray(1000)].entries()) {
        theirs.send(piece);
        await t.until(() => theirs.length === [1, 1000, 2000][i], "the answer");
      }
      await t.receives(theirs, bytes);
    }),

    law(`${origin}.lent-bytes`, "bytes that were not lent stay as they were given", needs, async (t) => {
      const { mine, theirs } = await t.pair(origin);
      for (let round = 0; round < 4; round++) {
        const { length } = mine;
        theirs.send(noise(500, SEED + round));
        await t.until(() => mine.length === length + 500, "500 bytes received");
      }
      for (const { copy, given } of mine.chunks) {
        if (given === undefined) continue;
        t.expect(firstDifference(copy, given) < 0, "bytes that were given for ever to stay the same", "they changed after received()");
      }
    }),

    law(`${origin}.sent-bytes-are-free`, "what was reported as sent may be changed", needs, async (t) => {
      const { mine, theirs } = await t.pair(origin);
      const all = noise(LARGE, SEED);
      for (const [from, to] of [[0, 1000], [1000, LARGE]] as const) {
        const bytes = all.slice(from, to);
        mine.send(bytes);
        await t.until(() => mine.queued === 0, "nothing queued");
        bytes.fill(0);
      }
      await t.receives(theirs, all);
    }),

    law(`${origin}.copied-bytes-are-free`, "what was answered with SENT or COPIED may be changed at once", needs, async (t) => {
      const { mine, theirs } = await t.pair(origin);
      const all = noise(LARGE, SEED);
      theirs.pause();
      const sending = (async () => {
        for (const piece of cut(all, 60_000, SEED)) {
          const bytes = piece.slice();
          if ((await t.send(mine, bytes)) !== TAKEN) bytes.fill(0);
        }
      })();
      await t.idle();
      theirs.resume();
      await sending;
      await t.receives(theirs, all);
    }),
  ];
}
