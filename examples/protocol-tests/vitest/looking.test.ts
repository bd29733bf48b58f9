import type { Rule } from "@luat/adapters/mock";
import { expect, test } from "vitest";
import { Stage, welcome } from "./stage.js";

const loseLogin: Rule = ({ from, kind, attempt }) => (from.host === Stage.METER && kind === "data" && attempt === 1 ? "drop" : "pass");

test("a trace shows what was on the wire, and netstat what is open", async () => {
  const stage = new Stage({ latency: 20 });
  using trace = stage.net.trace();
  using _loss = stage.net.rule(loseLogin);
  welcome(stage.server);
  stage.start();
  await stage.net.play();
  expect(`\n${trace}\n`).toBe(`
left ms  arrived  10.0.0.2        10.0.0.1
      0       20  ├─ syn ────────▶│  50000 → 9000
     20       40  │◀──── syn-ack ─┤  9000 → 50000
     40        -  ├─ data 6 ─✗    │  50000 → 9000  00 03 00 4d 2d 31
    240      260  ├─ data 6 ─────▶│  50000 → 9000  00 03 00 4d 2d 31  try 2
    260      280  │◀───── data 3 ─┤  9000 → 50000  00 00 01
`);
  expect(stage.net.netstat().rows.map(({ host, state }) => `${host} ${state}`)).toEqual(["10.0.0.1 LISTEN", "10.0.0.1 ESTABLISHED", "10.0.0.2 ESTABLISHED"]);
  await stage.end();
});
