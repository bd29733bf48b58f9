import { describe, expect, it } from "vitest";
import { observe } from "../../src/diagnostics/index.js";
import { simulate } from "../simulated.js";

describe("observe", () => {
  it("tells more than one, beside the device's option, until each is stopped", async () => {
    const told: string[] = [];
    const { client, pair } = simulate({ diagnostics: ({ kind, id }, clock) => told.push(`option ${id} ${kind} ${clock.now()}`) });
    told.length = 0;
    const stopFirst = observe(({ kind }) => told.push(`first ${kind}`), client);
    const stopSecond = observe(({ kind }) => told.push(`second ${kind}`), client);
    const { here } = await pair();
    expect(told.filter((line) => line.endsWith("dialed") || line.includes("dialed 0"))).toEqual(["option 1 dialed 0", "first dialed", "second dialed"]);
    stopFirst();
    stopFirst();
    told.length = 0;
    here.abort();
    expect(told.filter((line) => line.includes("closed")).slice(0, 2)).toEqual(["option 1 closed 0", "second closed"]);
    stopSecond();
  });

  it("refuses what is no function, and what is no device", () => {
    expect(() => observe({} as never)).toThrow(new TypeError("diagnostics is of the type Object; expected a function"));
    expect(() => observe(() => undefined, {} as never)).toThrow(TypeError);
  });
});
