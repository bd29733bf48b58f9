import type { Ctrl } from "@luat/socket";
import type { Simulated } from "../simulated.js";

/** The name of the task that {@link asTask} runs. */
export const TASK = "CLIENT";

/** Runs `work` as the task CLIENT of the client's device, with a ctrl that is configured for TCP. */
export async function asTask(world: Simulated, work: (netc: Ctrl) => Promise<void>): Promise<void> {
  const { client, run } = world;
  const { sys, socket } = client;
  let failure: unknown;
  await run(async () => {
    const task = sys.taskInitEx(async () => {
      const netc = socket.create(null, TASK);
      if (netc === undefined) throw new Error("no ctrl");
      socket.config(netc);
      try {
        await work(netc);
      } catch (error) {
        failure = error;
      }
      socket.release(netc);
    }, TASK);
    await task?.done;
  });
  if (failure !== undefined) throw failure as Error;
}
