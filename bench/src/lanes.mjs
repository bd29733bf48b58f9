/** @typedef {import("./rows.mjs").Bench} Bench */

/**
 * Does something again and again, so many at a time.
 *
 * @param {number} atATime
 * @param {() => Promise<(bench: Bench) => Promise<unknown>>} load gives what is done; it counts as one unit
 * @returns {(bench: Bench) => Promise<never>}
 */
export function inLanes(atATime, load) {
  return async (bench) => {
    const visit = await load();
    const lane = async () => {
      for (;;) {
        await visit(bench);
        bench.meter.count(1);
      }
    };
    return Promise.race(Array.from({ length: atATime }, lane));
  };
}
