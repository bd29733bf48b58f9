import type { Connection } from "@luat/libnet";
import type { SocketClient } from "../../src/index.js";
import { accepted, PORT, SERVER, type AirWorld } from "../world.js";

/** Runs `work` as a task, with a connected client, and closes that. */
export async function connected(world: AirWorld, work: (c: SocketClient, there: Connection) => Promise<void>): Promise<void> {
  const clients = await accepted(world);
  await asTask(world, async () => {
    const c = world.socket.tcp();
    await c.connect(SERVER, PORT);
    await world.sys.wait(1);
    const [there] = clients;
    if (there === undefined) throw new Error("the server has no client");
    await work(c, there);
    void there.close();
    await c.close();
  });
  world.device.assertIdle();
}

/** Runs `work` as a task. */
export async function asTask({ run, sys }: AirWorld, work: () => Promise<void>): Promise<void> {
  await run(() => sys.taskInit(work).done);
}
