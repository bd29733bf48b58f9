/** The one of some words that was most likely meant by one that is none of them; `undefined`: none is near. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const [best] = words.map((each) => ({ each, wrong: distance(word, each) })).sort((a, b) => a.wrong - b.wrong);
  // One letter in three, as other short words are near to each.
  const most = Math.min(2, Math.max(1, Math.floor(word.length / 3)));
  return best !== undefined && best.wrong <= most && best.wrong < word.length ? best.each : undefined;
}

/** How many letters must be put in, taken out or replaced to make one of the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= to.length; j++) {
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (letter === to[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
