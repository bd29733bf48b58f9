import { COPIED, FULL, SENT, TAKEN } from "../stream.js";
import type { Law, Need } from "./law.js";
import { noise } from "./pattern.js";
import type { StreamProbe } from "./stream-probe.js";
import { law, type Origin, type Pair, type Trial } from "./trial.js";

const SEED = 7;
const PIECE = 65_536;
/** No card may hold more than this for a peer that does not read. */
const MOST = 64 * 1024 * 1024;

/** Sends one piece again and again until the stream is full; what was refused is changed, as the sender may. */
function fill(t: Trial, stream: StreamProbe): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  const one = noise(PIECE, SEED);
  for (let n = 0; n < MOST / PIECE; n++) {
    const piece = one.slice();
    new DataView(piece.buffer).setUint32(0, n);
    if (stream.send(piece) === FULL) {
      piece.fill(0xff);
      return pieces;
    }
    pieces.push(piece);
  }
  t.expect(false, "a stream whose peer does not read to be full at some time", `${MOST} bytes taken`);
  return pieces;
}

async function fullPair(t: Trial, origin: Origin): Promise<Pair & { readonly pieces: Uint8Array[] }> {
  const pair = await t.pair(origin);
  pair.theirs.pause();
  await t.idle();
  return { ...pair, pieces: fill(t, pair.mine) };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.length * PIECE);
  for (const [i, piece] of pieces.entries()) all.set(piece, i * PIECE);
  return all;
}

/** What `send`, `queued`, `sent` and `drained` say. */
export function pressureLaws(origin: Origin, needs: readonly Need[]): Law[] {
  return [
    law(`${origin}.full`, "FULL takes nothing, and is answered only while something is queued", needs, async (t) => {
      const { mine, theirs, pieces } = await fullPair(t, origin);
      t.expect(mine.queued > 0, "something queued after FULL", "nothing");
      theirs.resume();
      await t.receives(theirs, joined(pieces));
      await t.idle();
      t.expect(theirs.length === pieces.length * PIECE, "only what was taken", `${theirs.length} of ${pieces.length * PIECE} bytes`);
    }),

    law(`${origin}.drained`, "after any number of FULL one drained() follows, and there is room in it", needs, async (t) => {
      const { mine, theirs, pieces } = await fullPair(t, origin);
      const piece = new Uint8Array(PIECE);
      t.expect(mine.send(piece) === FULL, "still FULL", "it was taken");
      theirs.resume();
      await t.until(() => mine.drains > 0, "drained");
      t.expect(mine.send(piece) !== FULL, "room after drained()", "FULL");
      await t.receives(theirs, joined([...pieces, piece]));
      await t.idle();
      t.expect(mine.drains === 1, "one drained()", `${mine.drains}`);
    }),

    law(`${origin}.idle-takes`, "a stream with nothing queued is never full", needs, async (t) => {
      const { mine, theirs } = await t.pair(origin);
      for (let n = 1; n <= 20; n++) {
        t.expect(mine.send(noise(n * 1000, n)) !== FULL, "no FULL with nothing queued", `FULL at send ${n}`);
        await t.until(() => mine.queued === 0, "nothing queued");
      }
      await t.until(() => theirs.length === 210_000, "all 210000 bytes received");
      t.expect(mine.drains === 0, "no drained() without FULL", `${mine.drains}`);
    }),

    law(`${origin}.sent`, "sent() counts up to what was taken and waited for, never back and never too far", needs, async (t) => {
      const { mine, theirs, pieces } = await fullPair(t, origin);
      t.expect(mine.toldUpTo > 0, "TAKEN while something is queued", "only SENT");
      theirs.resume();
      await t.until(() => (mine.sents.at(-1) ?? 0) >= mine.toldUpTo, `sent() up to ${mine.toldUpTo}`);
      t.expect(mine.queued === mine.taken - (mine.sents.at(-1) ?? 0), "queued to be what sent() has not told", `${mine.queued} queued`);
      await t.receives(theirs, joined(pieces));
    }),

    law(`${origin}.sent-once`, "what send() answered with SENT is not told again by sent()", needs, async (t) => {
      const { mine, theirs } = await t.pair(origin);
      for (let n = 1; n <= 10; n++) {
        await t.sendAll(mine, [noise(100, n), noise(100, n)]);
        await t.until(() => theirs.length === n * 200, `${n * 200} bytes received`);
      }
      await t.until(() => (mine.sents.at(-1) ?? 0) >= mine.toldUpTo, `sent() up to ${mine.toldUpTo}`);
    }),

    law(`${origin}.queued`, "queued is what was taken and the system does not have yet", needs, async (t) => {
      const { mine, theirs } = await t.pair(origin);
      t.expect(mine.queued === 0, "nothing queued at first", `${mine.queued}`);
      theirs.pause();
      const piece = noise(PIECE, SEED);
      let answer = mine.send(piece);
      for (let n = 1; answer === SENT && n < MOST / PIECE; n++) answer = mine.send(piece);
      t.expect(answer === TAKEN || answer === COPIED, "TAKEN or COPIED at some time", "never");
      t.expect(mine.queued > 0 && mine.queued <= mine.taken, `1 to ${mine.taken} bytes queued`, `${mine.queued}`);
      theirs.resume();
      await t.until(() => mine.queued === 0, "nothing queued");
      await t.until(() => theirs.length === mine.taken, `${mine.taken} bytes received`);
    }),
  ];
}
