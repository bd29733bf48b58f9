/**
 * Works lanes off side by side, each one in its order.
 *
 * @template Name, Result
 * @param {readonly (readonly Name[])[]} lanes
 * @param {(name: Name) => Promise<Result>} work
 * @returns {Map<Name, Promise<Result>>} the results of all
 */
export function inLanes(lanes, work) {
  /** @type {Map<Name, Promise<Result>>} */
  const results = new Map();
  for (const lane of lanes) {
    /** @type {Promise<unknown>} */
    let last = Promise.resolve();
    for (const name of lane) {
      const result = last.then(() => work(name));
      results.set(name, result);
      last = result;
    }
  }
  return results;
}
