import { expect, it } from "vitest";
import { summaryText } from "../../src/long-connection/summary.js";
import { TEXTS } from "../../src/long-connection/texts.js";

const outcome = {
  server: "tcp://127.0.0.1:7",
  traffic: { messages: 5, sent: 4, failed: 1, echoed: 3, wrong: 0, bytesOut: 76, bytesIn: 57 },
  connections: 2,
  duration: 20_049,
};

it("the summary is a table with a row for each number", () => {
  expect(summaryText(TEXTS.en, outcome).split("\n")).toEqual([
    "",
    "Summary",
    "  server                    tcp://127.0.0.1:7",
    "  messages                  5",
    "    sent                    4",
    "      came back             3",
    "      did not               1",
    "    failed                  1",
    "  received, never sent      0",
    "  bytes sent / received     76 / 57",
    "  connections (reconnects)  2 (1)",
    "  duration                  20.0 s",
  ]);
});

it("Chinese characters take two columns", () => {
  const lines = summaryText(TEXTS.zh, { ...outcome, connections: 0 }).split("\n");
  expect(lines).toContain("  服务器              tcp://127.0.0.1:7");
  expect(lines).toContain("  连接次数（重连）    0 (0)");
});
