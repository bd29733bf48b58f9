import fc from "fast-check";
import { expect, it } from "vitest";
import { frames, lines } from "../../src/frames/index.js";
import { ClosedError, TimeoutError } from "../../src/index.js";
import { requests, type RequestsOptions } from "../../src/requests/index.js";
import { simulate } from "../simulated.js";

interface Plan {
  /** Milliseconds after which it is asked, which its answer takes, and which it may take. */
  readonly after: number;
  readonly takes: number;
  readonly timeout: number | undefined;
}
const plan = fc.record({
  after: fc.integer({ min: 0, max: 50 }),
  takes: fc.integer({ min: 0, max: 100 }),
  timeout: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
});
const idOf = (line: string): string | undefined => line.split(" ")[0];

async function play(plans: readonly Plan[], options: RequestsOptions<string, string>, inOrder: boolean): Promise<void> {
  const world = simulate({}, { latency: 3 });
  const { here, there } = await world.pair();
  const server = frames(there, lines());
  let last: Promise<unknown> = Promise.resolve();
  const serve = (line: string): void => {
    const ms = Number(line.split(" ")[1]);
    const answer = async (): Promise<void> => {
      await world.server.sys.wait(ms + 1);
      await server.tx(`${line} ok`);
    };
    last = inOrder ? last.then(answer) : Promise.all([last, answer()]);
  };
  const serving = expect(server.consume(serve)).rejects.toThrow(ClosedError);
  let late = 0;
  let unknown = 0;
  const rpc = requests(frames(here, lines()), { ...options, onUnmatched: (_, reason) => (reason === "late" ? late++ : unknown++) });
  const outcomes = await world.run(() =>
    Promise.all(
      plans.map(async ({ after, takes, timeout }, i) => {
        await world.client.sys.wait(after + 1);
        return rpc.request(`${i} ${takes}`, { timeout }).then(
          (answer) => ({ answer, expected: `${i} ${takes} ok` }),
          (error: unknown) => ({ error }),
        );
      }),
    ),
  );
  let sentInVain = 0;
  for (const outcome of outcomes) {
    if ("answer" in outcome) expect(outcome.answer).toBe(outcome.expected);
    else {
      expect(outcome.error).toBeInstanceOf(TimeoutError);
      if (!(outcome.error as TimeoutError).withdrawn) sentInVain++;
    }
  }
  await world.net.clock.advance(2_000);
  expect({ late, unknown, inFlight: rpc.inFlight, waiting: rpc.waiting }).toEqual({ late: sentInVain, unknown: 0, inFlight: 0, waiting: 0 });
  await world.run(() => Promise.all([rpc.close(), there.close()]));
  await serving;
  await world.run(() => Promise.all([world.client.stop(), world.server.stop()]));
}

it("no request in order gets another's answer, whatever is given up", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(plan, { maxLength: 8 }), fc.integer({ min: 1, max: 4 }), (plans, inFlight) => play(plans, { inFlight }, true)),
    { numRuns: 60 },
  );
});

it("no request by id or match gets another's answer, whatever is given up", async () => {
  const byId = { requestId: idOf, answerId: idOf };
  const byMatch = { match: (answer: string, request: string) => idOf(answer) === idOf(request) };
  await fc.assert(
    fc.asyncProperty(fc.array(plan, { maxLength: 8 }), fc.constantFrom(byId, byMatch), fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }), (plans, options, inFlight) =>
      play(plans, { ...options, inFlight }, false),
    ),
    { numRuns: 60 },
  );
});
