import { describe, expect, it } from "vitest";
import type { Device } from "../../src/index.js";
import { partsOf } from "../../src/parts/index.js";
import { simulate } from "../simulated.js";

describe("partsOf", () => {
  it("gives what the device itself goes by", async () => {
    const { client } = simulate();
    const { corelib, cards } = partsOf(client);
    expect([corelib.sys, corelib.log]).toEqual([client.sys, client.log]);
    expect(cards.get(cards.default)?.address()?.ip).toBe("10.0.0.2");
    await client.stop();
    expect(corelib.stopped).toBe(true);
  });

  it("lets the device end what is kept, and tell of it, until it is forgotten", async () => {
    const { client } = simulate();
    const { keep } = partsOf(client);
    const ended: string[] = [];
    const ending = (name: string): Parameters<typeof keep>[0] => ({ stopNow: () => ended.push(name), items: () => [{ what: name, origin: undefined }] });
    const forget = keep(ending("first"));
    keep(ending("second"));
    expect(() => client.assertIdle()).toThrow("- first\n- second");
    forget();
    expect(() => client.assertIdle()).toThrow(/^the device is not idle:\n- second$/);
    await client.stop();
    expect(ended).toEqual(["second"]);
  });

  it("wants a device", () => {
    expect(() => partsOf({} as Device)).toThrow("expected a device that createDevice made");
  });
});
