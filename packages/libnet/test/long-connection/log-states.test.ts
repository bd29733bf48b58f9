import type { LogPort } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { logStates, type LongConnection } from "../../src/long-connection/index.js";
import { SERVER } from "../simulated.js";
import { rig } from "./rig.js";

describe("the log of a long connection", () => {
  it("has each state, with its reasons, as text and as fields, until it is ended", async () => {
    const lines: string[] = [];
    const events: unknown[] = [];
    const log: LogPort = {
      write: (level, tag, parts, fields) => {
        lines.push(`${level} ${tag} ${parts.join(" ")}`);
        events.push(fields?.["event"]);
      },
    };
    const r = await rig({ login: () => undefined, inbox: { maxBytes: 3 } });
    const stop = logStates(r.long, log, "meter");
    await r.pass(10);
    await r.run(() => r.accepted[0]?.tx("four") ?? Promise.resolve());
    await r.pass(1);
    r.net.reset(SERVER);
    await r.pass(2_000);
    await r.run(() => r.long.rx());
    await r.pass(1);
    r.net.host("10.0.0.2").setLink(false);
    await r.pass(5_000);
    await r.run(() => r.long.pause());
    await r.run(() => r.long.stop());
    expect(lines).toEqual([
      `debug long meter ${SERVER}:1883 connecting, attempt 1`,
      `debug long meter ${SERVER}:1883 logging in`,
      `info long meter ${SERVER}:1883 on line, connection 1`,
      `warn long meter attempt 2 in 1000 ms: BrokenError: Cannot receive from "${SERVER}:1883": connection reset (ECONNRESET)`,
      "warn long meter not connecting: 4 bytes are unread",
      `debug long meter ${SERVER}:1883 connecting, attempt 2`,
      `debug long meter ${SERVER}:1883 logging in`,
      `info long meter ${SERVER}:1883 on line, connection 2`,
      "warn long meter waiting for the network",
      "debug long meter paused",
      "debug long meter stopped",
    ]);
    expect(events).toEqual(r.kinds());
    stop();
    await r.end();
  });

  it("says why it gave up", async () => {
    const r = await rig({ retry: { delay: 10, maxTries: 1 } }, { listens: false });
    const lines: string[] = [];
    logStates(r.long, { write: (level, _, parts) => lines.push(`${level} ${parts.join(" ")}`) });
    await r.pass(100);
    expect(lines.at(-1)).toBe(`warn gave up: BrokenError: Cannot connect to "${SERVER}:1883": connection refused (ECONNREFUSED)`);
    await r.end();
  });

  it("refuses what is no long connection, and no log", () => {
    expect(() => logStates(undefined as unknown as LongConnection)).toThrow(new TypeError("long is undefined; expected a long connection"));
    expect(() => logStates({ on: () => undefined, off: () => undefined } as unknown as LongConnection, 5 as unknown as LogPort)).toThrow(new TypeError("log is 5; expected a log port, such as fromLogger(logger)"));
  });
});
