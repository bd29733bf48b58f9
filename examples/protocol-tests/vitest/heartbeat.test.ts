import { expect, test } from "vitest";
import { frame } from "../src/frames.js";
import { ask, Stage, welcome } from "./stage.js";

const HOUR = 3_600_000;

test("a meter that is idle asks every minute whether the server is there, for an hour", async () => {
  const stage = new Stage();
  welcome(stage.server);
  for (let minute = 1; minute <= 60; minute++) stage.server.expect(frame("ping"), { within: 60_000, label: "ping" }).reply(frame("pong"), { label: "pong" });
  stage.start();
  await stage.net.play();
  expect(stage.net.clock.now()).toBe(HOUR);
  await stage.end();
});

test("a meter that was asked something waits a whole minute again", async () => {
  const stage = new Stage();
  ask(welcome(stage.server).wait(45_000)).expect(frame("ping")).reply(frame("pong"));
  stage.start();
  await stage.net.play();
  expect(stage.net.clock.now()).toBe(105_000);
  await stage.end();
});
