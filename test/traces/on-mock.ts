import { planOf, type Plan } from "./plan.js";
import { Replay, type Outcome } from "./replay.js";
import { TASK } from "./task-name.js";
import type { Trace } from "./trace.js";
import { mockWorld } from "./world.js";

/** Replays a recording on the mock network, which takes no time. */
export async function replayOnMock(trace: Trace): Promise<{ plan: Plan; outcome: Outcome }> {
  const plan = planOf(trace);
  const raised = (error: unknown): void => {
    replay.more(`raised: ${String(error)}`);
  };
  const { world, net } = mockWorld(raised);
  const replay = new Replay(trace.id, plan, world, (ms) => world.device.sys.wait(ms));
  await net.clock.run(async () => {
    await world.peers.open(trace, false);
    // Some look at the time since the start of the device.
    await world.device.sys.wait(plan.begin);
    await new Promise<void>((resolve, reject) => {
      world.device.sys.taskInitEx(() => replay.run().then(resolve, reject), TASK);
    });
    world.peers.end();
    await world.device.stop();
  });
  const left = { timers: net.clock.waiting, streams: net.openStreams, listeners: net.openListeners };
  if (left.timers + left.streams + left.listeners > 0) throw new Error(`trace ${trace.id} left open: ${JSON.stringify(left)}`);
  return { plan, outcome: replay };
}
