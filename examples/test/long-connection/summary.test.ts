import { Counts } from "@luat/cli";
import { expect, it } from "vitest";
import { summaryText } from "../../src/long-connection/summary.js";
import { TEXTS } from "../../src/long-connection/texts.js";

const counts = (numbers: Partial<Counts>): Counts => Object.assign(new Counts(), numbers);

const outcome = {
  clients: [
    { tag: "tcp", server: "tcp://127.0.0.1:7", traffic: { counts: counts({ messagesOut: 4, failed: 1, bytesOut: 76, bytesIn: 57, connections: 2 }), echoed: 3, wrong: 0 } },
    { tag: "tls_ca", server: "tls://127.0.0.1:34567 (verified)", traffic: { counts: counts({ messagesOut: 19, bytesOut: 361, bytesIn: 361, connections: 1 }), echoed: 19, wrong: 0 } },
  ],
  duration: 20_049,
};

it("the summary is a table with a row for each client", () => {
  expect(summaryText(TEXTS.en, outcome).split("\n")).toEqual([
    "",
    "Summary (20.0 s)",
    "  client  server                            sent  came back  lost  failed  never sent  bytes out/in  connections",
    "  tcp     tcp://127.0.0.1:7                    4          3     1       1           0         76/57            2",
    "  tls_ca  tls://127.0.0.1:34567 (verified)    19         19     0       0           0       361/361            1",
  ]);
});

it("Chinese characters take two columns", () => {
  expect(summaryText(TEXTS.zh, { ...outcome, clients: outcome.clients.slice(0, 1) }).split("\n").slice(1)).toEqual([
    "统计 (20.0 秒)",
    "  客户端  服务器             发送  返回  丢失  失败  多余  字节 发/收  连接次数",
    "  tcp     tcp://127.0.0.1:7     4     3     1     1     0       76/57         2",
  ]);
});
