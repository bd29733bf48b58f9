import { AGAIN } from "./plan.mjs";

/** @typedef {import("./rounds.mjs").JobResult} JobResult */
/** @typedef {import("./rounds.mjs").Measured} Measured */
/** @typedef {import("./rows.mjs").Bounds} Bounds */
/** @typedef {import("./rows.mjs").Goal} Goal */

/**
 * @typedef {object} Result medians; empty after a crash
 * @property {number} [rate] units a second
 * @property {number} [time] nanoseconds of CPU time a unit
 * @property {number} [speed] as a ratio
 * @property {number} [amount] in the row's unit
 * @property {number} [ratio] of the amounts
 * @property {[number, number]} [range] of the rounds' ratios, of the amounts where there are such, else of the speeds
 * @property {number} [cpu] as a ratio
 * @property {number} [busy] the share of the time that the client worked
 * @property {number} [serverBusy]
 */

/**
 * @typedef {object} Line one line of the table
 * @property {string} row
 * @property {string} work
 * @property {string} variant
 * @property {string} [against] what the ratios are against
 * @property {Result} result
 * @property {string} unit
 * @property {string} [amount] the unit of what the row measures beside time
 * @property {Bounds} [gate]
 * @property {Bounds} [stretch]
 * @property {"base" | "noise" | "for scale" | "stretch reached" | "gate held" | "held, within noise" | "GATE MISSED" | "missed, within noise" | "CRASHED"} verdict
 */

/**
 * @param {readonly JobResult[]} results
 * @returns {Line[]}
 */
export function judge(results) {
  return results.flatMap(judgeJob);
}

/**
 * @param {JobResult} result
 * @returns {Line[]}
 */
function judgeJob({ job, measured }) {
  const { row, goals, runs } = job;
  const again = row.base === undefined ? undefined : compare(measured, AGAIN, row.base);
  const noise = { speed: off(again?.speed), cpu: off(again?.cpu), ratio: off(again?.ratio) };
  return runs.flatMap(({ name }) => {
    const line = (/** @type {Goal | undefined} */ goal, /** @type {Line["verdict"]} */ verdict) => {
      const against = name === row.base ? undefined : (goal?.against ?? row.base);
      const result = compare(measured, name, against);
      const judged = goal !== undefined ? verdictOf(result, goal, noise) : verdict;
      return {
        row: goal?.row ?? row.id,
        work: row.work,
        unit: row.unit,
        ...(row.amount !== undefined && { amount: row.amount }),
        variant: name,
        ...(against !== undefined && { against }),
        result,
        ...(goal !== undefined && { gate: goal.gate, ...(goal.stretch !== undefined && { stretch: goal.stretch }) }),
        verdict: result.rate === undefined || (against !== undefined && result.speed === undefined) ? /** @type {const} */ ("CRASHED") : judged,
      };
    };
    const own = goals.filter((goal) => goal.variant === name);
    if (own.length > 0) return own.map((goal) => line(goal, "for scale"));
    return [line(undefined, name === row.base ? "base" : name === AGAIN ? "noise" : "for scale")];
  });
}

/**
 * Ratios are taken round by round, between neighbours in time; then comes the median.
 *
 * @param {Map<string, Measured>} measured
 * @param {string} name
 * @param {string | undefined} against
 * @returns {Result}
 */
function compare(measured, name, against) {
  const own = measured.get(name)?.samples.filter((sample) => sample !== undefined) ?? [];
  if (own.length === 0 || measured.get(name)?.crash !== undefined) return {};
  const amounts = own.flatMap(({ amount }) => amount ?? []);
  const alone = {
    rate: median(own.map((sample) => (sample.units / sample.wall) * 1000)),
    time: median(own.map((sample) => (sample.cpu / sample.units) * 1e6)),
    busy: median(own.map((sample) => sample.cpu / sample.wall)),
    serverBusy: median(own.map((sample) => sample.serverBusy ?? 0)),
    ...(amounts.length > 0 && { amount: median(amounts) }),
  };
  const others = against === undefined ? undefined : measured.get(against);
  if (others === undefined) return alone;
  const pairs = (measured.get(name)?.samples ?? []).flatMap((sample, round) => {
    const other = others.samples[round];
    return sample === undefined || other === undefined ? [] : [{ sample, other }];
  });
  if (pairs.length === 0) return alone;
  const speeds = pairs.map(({ sample, other }) => sample.units / sample.wall / (other.units / other.wall));
  const cpus = pairs.map(({ sample, other }) => sample.cpu / sample.units / (other.cpu / other.units));
  const ratios = pairs.flatMap(({ sample, other }) => (sample.amount === undefined || other.amount === undefined ? [] : [sample.amount / other.amount]));
  const shown = ratios.length > 0 ? ratios : speeds;
  return {
    ...alone,
    speed: median(speeds),
    cpu: median(cpus),
    ...(ratios.length > 0 && { ratio: median(ratios) }),
    range: [Math.min(...shown), Math.max(...shown)],
  };
}

/** @typedef {{ speed: number, cpu: number, ratio: number }} Slack by how much each kind of ratio may be off */

/** @type {Slack} */
const NONE = { speed: 0, cpu: 0, ratio: 0 };

/** @param {number | undefined} ratio of two runs of the same */
function off(ratio = 1) {
  return Math.abs(ratio - 1);
}

/**
 * @param {Result} result
 * @param {Goal} goal
 * @param {Slack} noise
 * @returns {Line["verdict"]}
 */
function verdictOf(result, goal, noise) {
  if (!holds(result, goal.gate, noise)) return "GATE MISSED";
  if (!holds(result, goal.gate, NONE)) return "missed, within noise";
  if (!holds(result, goal.gate, { speed: -noise.speed, cpu: -noise.cpu, ratio: -noise.ratio })) return "held, within noise";
  return goal.stretch !== undefined && holds(result, goal.stretch, NONE) ? "stretch reached" : "gate held";
}

/**
 * @param {Result} result
 * @param {Bounds} bounds
 * @param {Slack} slack
 */
function holds(result, bounds, slack) {
  const { speed = 0, cpu = Infinity, time = Infinity, ratio = Infinity, amount = Infinity } = result;
  return (
    speed >= (bounds.speed ?? 0) * (1 - slack.speed) &&
    cpu <= (bounds.cpu ?? Infinity) * (1 + slack.cpu) &&
    ratio <= (bounds.ratio ?? Infinity) * (1 + slack.ratio) &&
    time <= (bounds.time ?? Infinity) &&
    amount <= (bounds.amount ?? Infinity)
  );
}

/** @param {number[]} values at least one */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
