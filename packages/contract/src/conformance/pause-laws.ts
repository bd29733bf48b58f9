import type { Law, Need } from "./law.js";
import { cut, noise } from "./pattern.js";
import { law, type Origin } from "./trial.js";

const SEED = 11;

/** What `pause` stops and what it does not. */
export function pauseLaws(origin: Origin, needs: readonly Need[]): Law[] {
  return [
    law(`${origin}.pause`, "a paused stream receives nothing; resumed, it receives all in order", needs, async (t) => {
      const { mine, theirs } = await t.pair(origin);
      const bytes = noise(120_000, SEED);
      mine.pause();
      const sending = t.sendAll(theirs, cut(bytes.subarray(0, 60_000), 5000, SEED));
      await t.idle();
      mine.resume();
      await sending;
      await t.until(() => mine.length > 0, "bytes after resume()");
      mine.pause();
      const more = t.sendAll(theirs, cut(bytes.subarray(60_000), 5000, SEED));
      await t.idle();
      mine.resume();
      await more;
      await t.receives(mine, bytes);
    }),

    law(`${origin}.pause-inside`, "pause() inside received() stops the next one", needs, async (t) => {
      const { mine, theirs } = await t.pair(origin);
      mine.onReceived = () => mine.pause();
      const bytes = noise(150_000, SEED);
      const sending = t.sendAll(theirs, cut(bytes, 50_000, SEED));
      while (mine.length < bytes.length) {
        const { length } = mine;
        await t.until(() => mine.length > length, `more than ${length} bytes received`);
        await t.idle();
        mine.resume();
      }
      await sending;
      await t.receives(mine, bytes);
    }),

    law(`${origin}.pause-and-send`, "a paused stream still sends", needs, async (t) => {
      const { mine, theirs } = await t.pair(origin);
      mine.pause();
      const bytes = noise(300_000, SEED);
      await t.sendAll(mine, cut(bytes, 50_000, SEED));
      await t.receives(theirs, bytes);
    }),

    law(`${origin}.pause-and-end`, "bytes and the end that came while paused are told after resume()", needs, async (t) => {
      const { mine, theirs } = await t.pair(origin);
      mine.pause();
      const bytes = noise(20_000, SEED);
      theirs.send(bytes);
      theirs.finish();
      await t.idle();
      t.expect(!mine.hasEnded && !mine.isClosed, "no end before the bytes", `${mine}`);
      mine.resume();
      await t.until(() => mine.hasEnded, "ended");
      await t.receives(mine, bytes);
    }),

    law(`${origin}.paused-sees-end`, "a paused stream reports the peer's end and its reset", [...needs, "pausedSeesEnd"], async (t) => {
      const first = await t.pair(origin);
      first.mine.pause();
      first.theirs.finish();
      await t.until(() => first.mine.hasEnded, "ended while paused");
      const second = await t.pair(origin);
      second.mine.pause();
      second.theirs.destroy("reset");
      await t.until(() => second.mine.isClosed, "closed while paused");
      t.expectFault(second.mine.fault, "reset");
    }),
  ];
}
