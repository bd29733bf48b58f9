import { planOf, type Plan } from "./plan.js";
import { Replay, type Outcome, type Progress } from "./replay.js";
import { TASK } from "./task-name.js";
import type { Trace } from "./trace.js";
import { nodeWorld } from "./world.js";

/** So long it is waited for what the mock network did, before the comparison tells what is missing. */
const PATIENCE = 2_000;
const A_MOMENT = 1;

/**
 * Replays a recording over real loopback. A sleep there takes as long as it takes until things are as far as on the
 * mock network at the end of that sleep.
 *
 * @param rests - how far things were there.
 */
export async function replayOnNode(trace: Trace, rests: readonly Progress[]): Promise<{ plan: Plan; outcome: Outcome }> {
  const plan = planOf(trace);
  const world = nodeWorld((error) => {
    replay.more(`raised: ${String(error)}`);
  });
  const { clock, device, peers } = world;
  const aMoment = (): Promise<void> =>
    new Promise((resolve) => {
      clock.after(A_MOMENT, resolve);
    });
  const replay = new Replay(trace.id, plan, world, async () => {
    const goal = rests[replay.rests.length];
    const limit = clock.now() + PATIENCE;
    do await aMoment();
    while (goal !== undefined && clock.now() < limit && !isAsFar(replay.progress, goal));
  });
  await peers.open(trace, true);
  // The news that the card is ready is older than the script.
  await aMoment();
  await new Promise<void>((resolve, reject) => {
    device.sys.taskInitEx(() => replay.run().then(resolve, reject), TASK);
  });
  peers.end();
  await device.stop();
  return { plan, outcome: replay };
}

function isAsFar(now: Progress, goal: Progress): boolean {
  return now.told >= goal.told && now.ctrls === goal.ctrls;
}
