import { MAX_DATAGRAM } from "../datagrams.js";
import { FULL } from "../stream.js";
import type { DatagramProbe } from "./datagram-probe.js";
import type { Law } from "./law.js";
import { firstDifference, noise } from "./pattern.js";
import { law, type Trial } from "./trial.js";

const SEED = 20_260_201;
const HELLO = Uint8Array.of(104, 101, 108, 108, 111);
/** More than any network takes, over IPv6 too. */
const TOO_LARGE = 65_536;
/** Enough for a card that is ever full. */
const BURST = 1000;

async function settled(t: Trial, socket: DatagramProbe): Promise<void> {
  await t.until(() => socket.unsettled === 0, `sent() for all ${socket.taken} datagrams`);
}

/** A socket of the card under test, and one of its peer. */
async function two(t: Trial): Promise<{ mine: DatagramProbe; theirs: DatagramProbe }> {
  return { mine: await t.bind(), theirs: await t.peerBinds() };
}

/** What arrives is what was sent, one datagram for each send; and what `send`, `sent`, `drained` and `failed` say. */
export const DATAGRAM_LAWS: readonly Law[] = [
  law("datagram.whole", "datagrams arrive whole, one for each send, in order and with the sender's address", ["udp"], async (t) => {
    const { mine, theirs } = await two(t);
    // Not more than a system keeps for a socket that nobody has read yet.
    const pieces = Array.from({ length: 16 }, (_, n) => noise(1 + ((n * 331) % 1000), SEED + n));
    for (const piece of pieces) await t.sendDatagram(mine, piece, theirs);
    await t.gets(theirs, pieces, mine);
    for (const piece of pieces) await t.sendDatagram(theirs, piece, mine);
    await t.gets(mine, pieces, theirs);
  }),

  law("datagram.sizes", `datagrams of 1 to ${MAX_DATAGRAM} bytes arrive, both ways`, ["udp"], async (t) => {
    const { mine, theirs } = await two(t);
    const pieces = [1, 2, 512, 1472, 1473, 9000, 40_000, MAX_DATAGRAM - 1, MAX_DATAGRAM].map((length) => noise(length, SEED + length));
    for (const [n, piece] of pieces.entries()) {
      await t.sendDatagram(mine, piece, theirs);
      await t.gets(theirs, pieces.slice(0, n + 1), mine);
      await t.sendDatagram(theirs, piece, mine);
      await t.gets(mine, pieces.slice(0, n + 1), theirs);
    }
  }),

  law("datagram.empty", "an empty datagram arrives as one of length 0, and one of its own", ["udp"], async (t) => {
    const { mine, theirs } = await two(t);
    const pieces = [new Uint8Array(0), HELLO, new Uint8Array(0), new Uint8Array(0)];
    for (const piece of pieces) await t.sendDatagram(mine, piece, theirs);
    await t.gets(theirs, pieces, mine);
    for (const piece of pieces) await t.sendDatagram(theirs, piece, mine);
    await t.gets(mine, pieces, theirs);
    await settled(t, mine);
  }),

  law("datagram.too-large", 'a datagram that is too large gives failed with the fault "size" and its number, and the socket goes on', ["udp"], async (t) => {
    const { mine, theirs } = await two(t);
    for (const piece of [HELLO, new Uint8Array(TOO_LARGE), HELLO]) await t.sendDatagram(mine, piece, theirs);
    await t.until(() => mine.failures.length > 0, "failed");
    await settled(t, mine);
    await t.gets(theirs, [HELLO, HELLO], mine);
    await t.sendDatagram(theirs, HELLO, mine);
    await t.gets(mine, [HELLO], theirs);
    t.expectFault(mine.failures[0]?.fault, "size");
    t.expect(mine.failures[0]?.nth === 2, "the second to have failed", `${mine}`);
    t.expect(mine.failures.length === 1, "one failure", `${mine}`);
  }),

  law("datagram.sent", "sent() counts up to the last datagram that was taken and waited for, never back and never too far", ["udp"], async (t) => {
    const { mine, theirs } = await two(t);
    for (let n = 0; n < 10; n++) await t.sendDatagram(mine, HELLO, theirs);
    await settled(t, mine);
    for (let n = 0; n < 10; n++) {
      await t.sendDatagram(mine, HELLO, theirs);
      await settled(t, mine);
    }
    await t.idle();
    t.expect(mine.taken === 20 && mine.failures.length === 0, "20 datagrams taken, and none failed", `${mine}`);
  }),

  law("datagram.idle-takes", "a socket with nothing queued is never full", ["udp"], async (t) => {
    const { mine, theirs } = await two(t);
    for (let n = 1; n <= 20; n++) {
      const answer = mine.send(noise(n * 100, n), theirs.endpoint);
      t.expect(answer !== FULL, "no FULL with nothing queued", `FULL at send ${n}`);
      await settled(t, mine);
    }
    await t.idle();
    t.expect(mine.drains === 0, "no drained() without FULL", `${mine.drains}`);
  }),

  law("datagram.drained", "a socket that was full tells once that there is room again, and there is", ["udp"], async (t) => {
    const { mine, theirs } = await two(t);
    const to = theirs.endpoint;
    const piece = noise(1000, SEED);
    let fulls = 0;
    for (let n = 0; n < BURST && fulls < 3; n++) if (mine.send(piece, to) === FULL) fulls++;
    if (fulls > 0) {
      await t.until(() => mine.drains > 0, "drained");
      t.expect(mine.send(piece, to) !== FULL, "room after drained()", "FULL");
    }
    await settled(t, mine);
    await t.idle();
    t.expect(mine.drains === (fulls > 0 ? 1 : 0), "one drained() for any number of FULL", `${mine.drains} for ${fulls}`);
  }),

  law("datagram.sent-bytes-are-free", "what was settled may be changed", ["udp"], async (t) => {
    const { mine, theirs } = await two(t);
    const wanted = [noise(5, SEED), noise(1000, SEED), noise(30_000, SEED)];
    for (const [n, piece] of wanted.entries()) {
      const bytes = piece.slice();
      await t.sendDatagram(mine, bytes, theirs);
      await settled(t, mine);
      bytes.fill(0);
      await t.gets(theirs, wanted.slice(0, n + 1), mine);
    }
  }),

  law("datagram.close-sends", "what was taken before close() still goes out", ["udp"], async (t) => {
    const { mine, theirs } = await two(t);
    const tied = await t.bind({ peer: theirs.endpoint });
    t.expect(mine.send(HELLO, theirs.endpoint) !== FULL, "the first datagram to be taken", "FULL");
    mine.close();
    await t.gets(theirs, [HELLO], mine);
    theirs.arrived.length = 0;
    t.expect(tied.send(HELLO) !== FULL, "the first datagram to be taken", "FULL");
    tied.close();
    await t.gets(theirs, [HELLO], tied);
  }),

  law("datagram.lent-bytes", "bytes that were not lent stay as they were given", ["udp"], async (t) => {
    const { mine, theirs } = await two(t);
    const pieces = [0, 1, 2, 3].map((n) => noise(500, SEED + n));
    for (const piece of pieces) await t.sendDatagram(theirs, piece, mine);
    await t.gets(mine, pieces, theirs);
    for (const { copy, given } of mine.arrived) {
      if (given !== undefined) t.expect(firstDifference(copy, given) < 0, "bytes that were given for ever to stay the same", "they changed after received()");
    }
  }),

  law("datagram.first-send", "sending is allowed inside bound(), and answering inside received()", ["udp"], async (t) => {
    const theirs = await t.peerBinds();
    theirs.onReceived = ({ copy, from }) => void theirs.send(copy, from);
    const mine = t.openSocket();
    mine.onBound = () => {
      if (mine.send(HELLO, theirs.endpoint) === FULL) t.referee.note("the first datagram to be taken", "FULL");
    };
    mine.onReceived = ({ copy, from }) => {
      if (mine.arrived.length < 3) mine.send(copy, from);
    };
    await t.gets(mine, [HELLO, HELLO, HELLO], theirs);
  }),
];
