import { bandwidth, latency, loss, natExpiry, partition, refuse, resetAfter, slices, stall, type Rule } from "@luat/adapters/mock";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { frame } from "../src/frames.js";
import { ask, Stage, welcome } from "./stage.js";

const { SERVER, METER, PORT } = Stage;
let stage: Stage;
beforeEach(() => {
  stage = new Stage({ latency: 20 });
});
afterEach(() => stage.end());

describe("the meter comes back", () => {
  test("when the connection is reset in the middle of a frame", async () => {
    using _cut = stage.net.rule(resetAfter({ bytes: 15 }));
    welcome(stage.server).send(frame("command", "read")).nextConnection().expect(frame("login", "M-1"));
    stage.start();
    await stage.net.play();
    expect(stage.losses).toEqual(['80 ms: Cannot receive from "10.0.0.1:9000": connection reset (ECONNRESET)']);
  });

  test("when a router has forgotten the connection", async () => {
    using _router = stage.net.rule(natExpiry({ idle: 30_000 }));
    ask(welcome(stage.server)).nextConnection();
    ask(welcome(stage.server));
    stage.start();
    await stage.net.play();
    expect(stage.losses).toEqual(["70080 ms: no pong came for 10000 ms"]);
  });

  test("when the server is restarted, which takes a minute", async () => {
    welcome(stage.server).wait(1_000).end().expectEnd().nextConnection();
    welcome(stage.server);
    stage.start();
    await stage.net.clock.advance(2_000);
    const down = stage.net.rule(refuse(SERVER, PORT));
    stage.net.clock.after(60_000, down);
    await stage.net.play();
    const [ended, ...refused] = stage.losses;
    expect(ended).toContain("the server ended the connection");
    expect(refused).toHaveLength(12);
    for (const loss of refused) expect(loss).toContain("connection refused");
  });

  test("when nobody answers at all for a while", async () => {
    welcome(stage.server);
    const wall = stage.net.rule(partition([METER], [SERVER]));
    stage.net.clock.after(20_000, wall);
    stage.start();
    await stage.net.play();
    expect(stage.losses).toEqual([expect.stringContaining("timed out after 15000 ms")]);
  });

  test("when its link was down", async () => {
    welcome(stage.server).nextConnection();
    welcome(stage.server);
    stage.start();
    await stage.net.clock.advance(1_000);
    stage.net.host(METER).setLink(false);
    stage.net.clock.after(30_000, () => stage.net.host(METER).setLink(true));
    await stage.net.play();
    expect(stage.losses[0]).toContain("link");
  });

  test("when its name server is out of order", async () => {
    welcome(stage.server);
    stage.net.name("meters.test", [SERVER]);
    stage.net.clock.after(12_000, stage.net.failName("meters.test"));
    stage.start({ host: "meters.test" });
    await stage.net.play();
    expect(stage.losses).toHaveLength(3);
  });
});

const BAD_DAYS: ReadonlyArray<[name: string, rule: () => Rule]> = [
  ["a satellite", () => latency({ ms: 600, jitter: 200 })],
  ["one packet of five lost", () => loss({ rate: 0.2 })],
  ["one byte a packet", () => slices({ most: 1 })],
  ["a slow line", () => bandwidth({ bytesPerSecond: 20 })],
  ["a router that forgets after two minutes", () => natExpiry({ idle: 120_000 })],
];
describe.each(BAD_DAYS)("with %s", (_, rule) => {
  test.each([1, 2, 3])("a meter answers, is silent for ten minutes, and answers (seed %i)", async (seed) => {
    stage = new Stage({ latency: 20, seed });
    using _bad = stage.net.rule(rule());
    ask(welcome(stage.server));
    for (let minute = 1; minute <= 10; minute++) stage.server.expect(frame("ping")).reply(frame("pong"));
    ask(stage.server);
    stage.start();
    await stage.net.play();
    expect(stage.losses).toEqual([]);
  });
});

test("what stands still goes on where it stood", async () => {
  ask(welcome(stage.server));
  using held = stage.net.rule(stall({ from: SERVER }));
  stage.net.clock.after(9_000, held);
  stage.start();
  await stage.net.play();
  expect(stage.losses).toEqual([]);
});
