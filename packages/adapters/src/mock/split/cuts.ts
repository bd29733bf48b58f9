import { Chance } from "../rules/chance.js";

/** Where data is cut: positions from 1 to its length - 1, ascending. */
export type Cut = readonly number[];

/** How often chance may come up with a cut, for each that is wanted: most of them may have been there already. */
const DRAWS = 20;

/**
 * The cuts of data, simple ones first, none twice.
 *
 * @param length - of the data, at least 1.
 * @param packets - the cut that makes the packets of it.
 * @param most - how many come at most after the simplest ones.
 * @param seed - of those by chance.
 */
export function* cuts(length: number, packets: Cut, most: number, seed: number): Generator<Cut, void> {
  const seen = new Set<string>();
  const isNew = (cut: Cut): boolean => seen.size < seen.add(cut.join()).size;
  for (const cut of simplest(length, packets)) if (isNew(cut)) yield cut;
  const all = 2 ** (length - 1);
  const end = Math.min(all, seen.size + most);
  for (const cut of further(length, most, end === all, seed)) {
    if (seen.size === end) return;
    if (isNew(cut)) yield cut;
  }
}

function* simplest(length: number, packets: Cut): Generator<Cut, void> {
  yield [];
  yield packets;
  for (let at = 1; at < length; at++) yield [at];
  yield positions(length, () => true);
}

function* further(length: number, most: number, isShort: boolean, seed: number): Generator<Cut, void> {
  if (((length - 1) * (length - 2)) / 2 <= most) yield* inThree(length);
  if (isShort) {
    for (let bits = 0; bits < 2 ** (length - 1); bits++) yield positions(length, (at) => ((bits >> (at - 1)) & 1) === 1);
    return;
  }
  const random = new Chance(seed).stream("cuts");
  for (let draw = 0; draw < DRAWS * most; draw++) {
    // Few pieces are as likely as many.
    const share = (length - 1) ** -random();
    yield positions(length, () => random() < share);
  }
}

function* inThree(length: number): Generator<Cut, void> {
  for (let first = 1; first < length - 1; first++) {
    for (let second = first + 1; second < length; second++) yield [first, second];
  }
}

function positions(length: number, isCut: (at: number) => boolean): Cut {
  const cut: number[] = [];
  for (let at = 1; at < length; at++) if (isCut(at)) cut.push(at);
  return cut;
}
