import type { Law, Need } from "./law.js";
import { cut, noise } from "./pattern.js";
import { isSecure, law, type Origin } from "./trial.js";

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

    law(`${origin}.paused-sees-end`, "a paused stream reports the peer's end", [...needs, "pausedSeesEnd"], async (t) => {
      const { mine, theirs } = await t.pair(origin);
      mine.pause();
      theirs.finish();
      await t.until(() => mine.hasEnded, "ended while paused");
    }),

    ...(isSecure(origin) ? [] : resetLaws(origin, needs)),
  ];
}

/** Not over TLS, where a card may end in order though it is told to reset. */
function resetLaws(origin: Origin, needs: readonly Need[]): Law[] {
  return [pauseAndReset(origin, needs), pausedSeesReset(origin, needs)];
}

function pauseAndReset(origin: Origin, needs: readonly Need[]): Law {
  return law(`${origin}.pause-and-reset`, "a reset that came while paused, behind bytes, is never told as an end", needs, async (t) => {
    const { mine, theirs } = await t.pair(origin);
    mine.pause();
    theirs.send(noise(20_000, SEED));
    await t.idle();
    theirs.destroy("reset");
    await t.idle();
    mine.resume();
    await t.until(() => mine.isClosed, "closed");
    t.expect(!mine.hasEnded, "no end", `${mine}`);
    t.expectFault(mine.fault, "reset");
  });
}

function pausedSeesReset(origin: Origin, needs: readonly Need[]): Law {
  return law(`${origin}.paused-sees-reset`, "a paused stream reports the peer's reset", [...needs, "pausedSeesEnd"], async (t) => {
    const { mine, theirs } = await t.pair(origin);
    mine.pause();
    theirs.destroy("reset");
    await t.until(() => mine.isClosed, "closed while paused");
    t.expectFault(mine.fault, "reset");
  });
}
