import fc from "fast-check";
import { expect, it } from "vitest";
import { frames, lines } from "../../src/frames/index.js";
import { BrokenError, ClosedError, TimeoutError, type Connection } from "../../src/index.js";
import { longConnection, SendError } from "../../src/long-connection/index.js";
import { requests, type RequestsOptions } from "../../src/requests/index.js";
import { SERVER, simulate } from "../simulated.js";

type Step =
  | { readonly kind: "ask"; readonly takes: number; readonly timeout: number | undefined }
  | { readonly kind: "reset" | "close" | "pause" | "resume" | "fill" | "empty" }
  | { readonly kind: "pass"; readonly ms: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ kind: fc.constant("ask" as const), takes: fc.constantFrom(0, 10, 200), timeout: fc.option(fc.constantFrom(5, 100, 800), { nil: undefined }) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom("reset" as const, "close" as const, "pause" as const, "resume" as const, "fill" as const, "empty" as const) }) },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant("pass" as const), ms: fc.constantFrom(0, 1, 7, 60, 600) }) },
  ),
  { maxLength: 40 },
);

const idOf = (line: string): string | undefined => line.split(" ")[0];
const kinds: ReadonlyArray<RequestsOptions<string, string>> = [{}, { inFlight: 3 }, { requestId: idOf, answerId: idOf }, { match: (answer, request) => idOf(answer) === idOf(request) }];
const policies = fc.constantFrom({}, { atLeastOnce: true }, { policy: "fail" as const }, { policy: "dropOldest" as const, maxItems: 2 });

it("whatever breaks, each request gets its own answer or says truly whether it went out, and none goes out twice", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.constantFrom(...kinds), policies, fc.constantFrom(0, 3), async (all, options, queue, latency) => {
      const { net, client, server, run } = simulate({ origins: false }, { latency });
      const { clock } = net;
      const listening = await run(() => server.listen({ port: 1883 }));
      const asked: string[] = [];
      let current: Connection | undefined;
      void (async () => {
        for await (const connection of listening) {
          current = connection;
          const there = frames(connection, lines());
          let last: Promise<unknown> = Promise.resolve();
          there
            .consume((line) => {
              asked.push(line);
              const answer = (): Promise<unknown> => server.sys.wait(1 + Number(line.split(" ")[1])).then(() => there.tx(`${line} ok`));
              // In order, so that it serves all kinds of requests.
              last = last.then(answer).catch(() => undefined);
            })
            .catch(() => undefined);
        }
      })();
      const long = longConnection({ host: SERVER, port: 1883, retry: 300, frames: lines(), queue }, client);
      const rpc = requests(long, options);
      const outcomes: Array<Promise<{ readonly answer: string } | { readonly error: unknown }>> = [];
      let full: { remove(): void } | undefined;
      for (const step of all) {
        switch (step.kind) {
          case "ask":
            outcomes.push(rpc.request(`${outcomes.length} ${step.takes}`, { timeout: step.timeout }).then((answer) => ({ answer }), (error: unknown) => ({ error })));
            break;
          case "reset":
            current?.abort();
            break;
          case "close":
            current?.close({ timeout: 100 }).catch(() => undefined);
            break;
          case "fill":
            full ??= net.fillBuffers({ from: "10.0.0.2" });
            break;
          case "empty":
            full?.remove();
            full = undefined;
            break;
          case "pause":
            void long.pause();
            break;
          case "resume":
            long.resume();
            break;
          case "pass":
            await clock.advance(step.ms);
        }
      }
      full?.remove();
      await clock.advance(500);
      await run(() => long.stop({ deadline: 0 }));
      const told = await run(() => Promise.all(outcomes));
      for (const [n, outcome] of told.entries()) {
        const times = asked.filter((line) => line.startsWith(`${n} `)).length;
        expect(times).toBeLessThanOrEqual(1);
        if ("answer" in outcome) expect([outcome.answer.split(" ")[0], times]).toEqual([`${n}`, 1]);
        else {
          const { error } = outcome;
          expect(error instanceof BrokenError || error instanceof ClosedError || error instanceof TimeoutError || error instanceof SendError).toBe(true);
          const { withdrawn } = error as TimeoutError;
          expect(typeof withdrawn).toBe("boolean");
          if (withdrawn) expect(times).toBe(0);
        }
      }
      expect([rpc.inFlight, rpc.waiting]).toEqual([0, 0]);
      client.assertIdle();
      await run(() => Promise.all([client.stop(), server.stop()]));
      await clock.advance(60_000);
      expect(clock.waiting).toBe(0);
    }),
    { numRuns: 200 },
  );
});
