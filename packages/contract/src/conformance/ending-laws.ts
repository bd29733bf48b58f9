import { FULL } from "../stream.js";
import type { Law, Need } from "./law.js";
import { noise } from "./pattern.js";
import type { StreamProbe } from "./stream-probe.js";
import { isSecure, law, type Origin, type Trial } from "./trial.js";

const SEED = 13;
const LARGE = 1_000_000;
const HELLO = Uint8Array.of(104, 101, 108, 108, 111);

/** Makes every call there is; none may throw, and `send` has no room. */
function callAll(t: Trial, stream: StreamProbe): void {
  for (let n = 0; n < 2; n++) {
    t.expect(stream.send(HELLO) === FULL, "FULL from a stream that is over", "it was taken");
    stream.pause();
    stream.resume();
    stream.finish();
    stream.destroy(n === 0 ? "abort" : "reset");
  }
}

/** How streams end. */
export function endingLaws(origin: Origin, needs: readonly Need[]): Law[] {
  return [
    law(`${origin}.finish`, "finish() sends all that is queued before the end", needs, async (t) => {
      const { mine, theirs } = await t.pair(origin);
      const bytes = noise(LARGE, SEED);
      mine.send(bytes);
      mine.finish();
      await t.until(() => theirs.hasEnded, "the peer to see the end");
      await t.receives(theirs, bytes);
    }),

    law(`${origin}.ended`, "the peer's end is told after its last byte, and is not yet the end", [...needs, "halfClose"], async (t) => {
      const { mine, theirs } = await t.pair(origin);
      const bytes = noise(LARGE, SEED);
      theirs.send(bytes);
      theirs.finish();
      await t.until(() => mine.hasEnded, "ended");
      await t.receives(mine, bytes);
      await t.idle();
      t.expect(!mine.isClosed, "no closed() before this side has finished", `${mine}`);
    }),

    law(`${origin}.send-after-ended`, "after the peer's end this side can go on sending", [...needs, "halfClose"], async (t) => {
      const { mine, theirs } = await t.pair(origin);
      theirs.finish();
      await t.until(() => mine.hasEnded, "ended");
      const bytes = noise(100_000, SEED);
      mine.send(bytes);
      await t.receives(theirs, bytes);
    }),

    law(`${origin}.receive-after-finish`, "after finish() this side can go on receiving", [...needs, "halfClose"], async (t) => {
      const { mine, theirs } = await t.pair(origin);
      mine.finish();
      await t.until(() => theirs.hasEnded, "the peer to see the end");
      const bytes = noise(100_000, SEED);
      theirs.send(bytes);
      await t.receives(mine, bytes);
    }),

    law(`${origin}.no-half-close`, "after the peer's end closed() follows by itself", [...needs, "!halfClose"], async (t) => {
      const { mine, theirs } = await t.pair(origin);
      theirs.send(HELLO);
      theirs.finish();
      await t.until(() => mine.isClosed, "closed");
      await t.receives(mine, HELLO);
    }),

    law(`${origin}.closed`, "when both sides have finished, in any order, closed() comes without a fault", needs, async (t) => {
      for (const order of ["mine", "theirs", "both"] as const) {
        const { mine, theirs } = await t.pair(origin);
        if (order !== "theirs") mine.finish();
        if (order !== "mine") theirs.finish();
        if (order === "mine") await t.until(() => theirs.hasEnded, "the peer to see the end");
        if (order === "theirs") await t.until(() => mine.hasEnded, "ended");
        if (order === "mine") theirs.finish();
        if (order === "theirs") mine.finish();
        await t.until(() => mine.isClosed, "closed");
        t.expect(mine.fault === undefined, "no fault after an orderly end", `${mine}`);
        t.expect(mine.hasEnded, "ended before closed", `${mine}`);
        await t.idle();
      }
    }),

    law(`${origin}.destroy-silences`, "after destroy() nothing is told, whatever was under way", needs, async (t) => {
      const inside = await t.pair(origin);
      inside.mine.onReceived = () => inside.mine.destroy();
      void inside.theirs.send(noise(LARGE, SEED));
      await t.until(() => inside.mine.length > 0, "bytes received");
      const ended = await t.pair(origin);
      ended.mine.onEnded = () => ended.mine.destroy();
      ended.theirs.send(HELLO);
      ended.theirs.finish();
      await t.until(() => ended.mine.hasEnded, "ended");
      const sending = await t.pair(origin);
      sending.theirs.send(HELLO);
      sending.theirs.finish();
      sending.mine.send(noise(LARGE, SEED));
      sending.mine.finish();
      sending.mine.destroy();
      await t.idle();
    }),

    law(`${origin}.destroy-ends`, "the peer sees a destroyed stream end", needs, async (t) => {
      const { mine, theirs } = await t.pair(origin);
      mine.destroy();
      await t.until(() => theirs.hasEnded || theirs.isClosed, "the peer to see an end");
    }),

    ...(isSecure(origin) ? [] : resetLaws(origin, needs)),

    law(`${origin}.after-destroy`, "after destroy() every call does nothing", needs, async (t) => {
      const { mine, theirs } = await t.pair(origin);
      mine.destroy();
      callAll(t, mine);
      await t.idle();
      callAll(t, mine);
      await t.until(() => theirs.hasEnded || theirs.isClosed, "the peer to see an end");
      t.expect(theirs.length === 0, "nothing sent after destroy()", `${theirs.length} bytes`);
    }),

    law(`${origin}.after-closed`, "after closed() every call does nothing", needs, async (t) => {
      const { mine, theirs } = await t.pair(origin);
      mine.finish();
      theirs.finish();
      await t.until(() => mine.isClosed, "closed");
      callAll(t, mine);
      await t.idle();
    }),

    law(`${origin}.after-finish`, "after finish() nothing more is sent, and finishing again does nothing", needs, async (t) => {
      const { mine, theirs } = await t.pair(origin);
      mine.send(HELLO);
      mine.finish();
      mine.finish();
      mine.send(HELLO);
      await t.until(() => theirs.hasEnded, "the peer to see the end");
      await t.receives(theirs, HELLO);
      theirs.finish();
      await t.until(() => mine.isClosed, "closed");
      t.expect(mine.fault === undefined, "no fault after an orderly end", `${mine}`);
    }),

    law(`${origin}.calls-back-later`, "no call on a stream calls back before it returns", needs, async (t) => {
      const { mine, theirs } = await t.pair(origin);
      mine.pause();
      theirs.send(HELLO);
      theirs.finish();
      await t.idle();
      mine.resume();
      mine.send(HELLO);
      mine.send(noise(LARGE, SEED));
      mine.finish();
      mine.pause();
      mine.resume();
      await t.until(() => mine.isClosed, "closed");
      const next = await t.pair(origin);
      next.theirs.send(HELLO);
      next.mine.send(noise(LARGE, SEED));
      next.mine.destroy();
    }),
  ];
}

/** Not over TLS, where a card may end in order though it is told to reset. */
function resetLaws(origin: Origin, needs: readonly Need[]): Law[] {
  return [
    law(`${origin}.reset`, 'destroy("reset") is seen as a reset', [...needs, "reset"], async (t) => {
      const { mine, theirs } = await t.pair(origin);
      mine.destroy("reset");
      await t.until(() => theirs.isClosed, "the peer to be closed");
      t.expectFault(theirs.fault, "reset");
    }),

    law(`${origin}.peer-reset-unsent`, "what was not sent when the peer reset is not told as sent", needs, async (t) => {
      const { mine, theirs } = await t.pair(origin);
      theirs.pause();
      const piece = noise(65_536, SEED);
      // Systems take more of it while nobody reads.
      for (let taken = -1; taken < mine.taken; await t.idle()) {
        taken = mine.taken;
        while (mine.send(piece) !== FULL);
      }
      const { drains } = mine;
      theirs.destroy("reset");
      await t.until(() => mine.isClosed, "closed");
      t.expect(mine.drains === drains, "no room again", `${mine}`);
      t.expect((mine.sents.at(-1) ?? 0) < mine.taken, `less than the ${mine.taken} bytes taken to be sent`, `${mine.sents.at(-1)}`);
    }),

    law(`${origin}.peer-reset`, 'a reset of the peer closes with the fault "reset"', needs, async (t) => {
      const { mine, theirs } = await t.pair(origin);
      theirs.destroy("reset");
      await t.until(() => mine.isClosed, "closed");
      t.expectFault(mine.fault, "reset");
    }),
  ];
}
