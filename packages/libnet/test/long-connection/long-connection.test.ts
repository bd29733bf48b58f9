import { describe, expect, it } from "vitest";
import { rig, PORT } from "./rig.js";
import { SERVER, text } from "../simulated.js";

describe("a long connection", () => {
  it("connects, sends, receives and stops, and leaves nothing", async () => {
    const r = await rig({}, { latency: 10 });
    const { long, run, accepted, received, kinds } = r;
    await run(() => long.tx("hello"));
    await r.pass(100);
    expect(received).toEqual(["hello"]);
    await run(() => accepted[0]?.tx("welcome") ?? Promise.reject(new Error("nobody came")));
    expect(text(await run(() => long.rx()))).toBe("welcome");
    await run(() => long.stop());
    expect(kinds()).toEqual(["connecting", "online", "closing", "stopped"]);
    await r.end();
  });

  it("connects again when the connection breaks, with a delay that grows until one is stable", async () => {
    const r = await rig({}, { listens: false });
    await r.pass(8_000);
    expect(r.states.filter(({ kind }) => kind === "waiting-to-retry")).toMatchObject([{ delay: 1_000, attempt: 2, cause: { code: "refused" } }, { delay: 2_000 }, { delay: 4_000 }, { delay: 8_000 }]);
    const listening = await r.listen();
    await r.pass(7_000);
    expect(r.long.state).toEqual({ kind: "online", number: 1, endpoint: `${SERVER}:${PORT}` });
    await r.pass(10_000);
    r.net.reset(SERVER);
    await r.pass(0);
    expect(r.long.state).toMatchObject({ kind: "waiting-to-retry", delay: 1_000, attempt: 1, cause: { code: "reset" } });
    await r.pass(1_000);
    expect(r.long.state).toMatchObject({ kind: "online", number: 2 });
    await listening.close();
    await r.end();
  });
});
