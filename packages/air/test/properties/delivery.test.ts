import { slices } from "@luat/adapters/mock";
import fc from "fast-check";
import { expect, it } from "vitest";
import { accepted, airWorld, counted, PORT, SERVER, type AirWorld } from "../world.js";

const RUNS = { numRuns: 20 };
/** How long the pieces are that the server sends, and how many milliseconds it waits after each. */
const sends = fc.array(fc.tuple(fc.integer({ min: 1, max: 5_000 }), fc.constantFrom(0, 1, 50)), { minLength: 1, maxLength: 12 });

async function play(plan: ReadonlyArray<readonly [size: number, pause: number]>, most: number, work: (world: AirWorld) => Promise<Uint8Array>): Promise<void> {
  const total = counted(plan.reduce((sum, [size]) => sum + size, 0));
  const world = airWorld();
  world.mock.rule(slices({ most, port: PORT }));
  const clients = await accepted(world);
  try {
    const got = await world.run(async () => {
      const working = work(world);
      await world.server.sys.wait(1);
      let at = 0;
      for (const [size, pause] of plan) {
        await clients[0]?.tx(total.subarray(at, (at += size)));
        if (pause > 0) await world.server.sys.wait(pause);
      }
      void clients[0]?.close();
      return working;
    });
    expect(Buffer.from(got).equals(total)).toBe(true);
  } finally {
    await world.stop();
  }
}

it("recv and asyncRecv give all bytes in order, however they come and whenever they are read, and then the end", async () => {
  const reads = fc.array(fc.constantFrom("recv", "short", "sleep", "asyncRecv"), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(sends, fc.integer({ min: 1, max: 3_000 }), reads, async (plan, most, how) => {
      await play(plan, Math.max(most, 20), async ({ socket, sys }) => {
        const c = socket.tcp();
        await c.connect(SERVER, PORT);
        const got: Uint8Array[] = [];
        for (let i = 0; ; i++) {
          const one = how[i % how.length];
          if (one === "sleep") await sys.wait(20);
          if (one === "asyncRecv") got.push(c.asyncRecv());
          const [ok, data] = await c.recv(one === "short" ? 1 : 60_000);
          if (ok) got.push(data);
          else if (data !== "timeout") {
            expect(data).toBe("CLOSED");
            break;
          }
        }
        await c.close();
        return Buffer.concat(got);
      });
    }),
    RUNS,
  );
});

it("sock_recv gives all bytes in order, with any lengths, and the end last", async () => {
  await fc.assert(
    fc.asyncProperty(sends, fc.array(fc.integer({ min: 1, max: 4_000 }), { minLength: 1, maxLength: 8 }), async (plan, lengths) => {
      await play(plan, 1_460, async ({ socketcore, rtos }) => {
        const got: Uint8Array[] = [];
        const id = socketcore.sock_conn_ext(0, SERVER, PORT);
        for (let i = 0; ; ) {
          const msg = await rtos.receive(120_000);
          if (msg === undefined || msg.id === rtos.MSG_SOCK_CLOSE_IND) break;
          for (let left = msg.recv_len ?? 0; left > 0; i++) {
            const bytes = socketcore.sock_recv(id, lengths[i % lengths.length] ?? 1);
            got.push(bytes);
            left -= bytes.length;
          }
        }
        socketcore.sock_close(id);
        await rtos.receive(10_000);
        expect(socketcore.sock_destroy(id)).toBe(1);
        return Buffer.concat(got);
      });
    }),
    RUNS,
  );
});
