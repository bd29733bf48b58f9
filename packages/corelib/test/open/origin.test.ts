import { afterEach, describe, expect, it } from "vitest";
import { Origin } from "../../src/open/origin.js";
import { codeAt } from "../code-at.js";
import { rig } from "../rig.js";

describe("the place of an origin", () => {
  const { stackTraceLimit, captureStackTrace, prepareStackTrace } = Error;
  afterEach(() => {
    Object.assign(Error, { stackTraceLimit, captureStackTrace, prepareStackTrace });
  });

  it("is the line that made it", () => {
    const origin = new Origin(7); // this one
    expect(codeAt(origin.place)).toBe("new Origin(7); // this one");
    expect(origin.since).toBe(7);
  });

  it("is the user's line however few lines the host keeps, which stay as few", () => {
    const { sys, open, stop } = rig();
    Error.stackTraceLimit = 1;
    sys.timerStart(() => undefined, 1_000); // this one
    expect(Error.stackTraceLimit).toBe(1);
    expect(codeAt(open()[0]?.origin?.place)).toBe("timerStart(() => undefined, 1_000); // this one");
    stop();
  });

  it("is found through awaits", async () => {
    const { sys, open, settle, stop } = rig();
    async function nap(): Promise<void> {
      await Promise.resolve();
      await sys.wait(1_000); // this one
    }
    sys.taskInit(nap);
    await settle();
    expect(codeAt(open()[1]?.origin?.place)).toBe("wait(1_000); // this one");
    stop();
  });

  it("is found where stacks are written as in Firefox and Safari", () => {
    Reflect.deleteProperty(Error, "captureStackTrace");
    Error.prepareStackTrace = (_, calls) => calls.map((call) => `${call.getFunctionName() ?? ""}@${call.getFileName() ?? ""}:${call.getLineNumber() ?? 0}:${call.getColumnNumber() ?? 0}`).join("\n");
    expect(new Origin(0).place).toMatch(/corelib\/test\/open\/origin\.test\.ts:\d+:\d+$/);
  });

  it("is not known where no line is the user's", () => {
    for (const stack of ["Error\n    at /app/node_modules/@luat/corelib/bundle/index.js:3:7", "Error", undefined]) {
      Error.prepareStackTrace = () => stack;
      expect(new Origin(0).place).toBeUndefined();
    }
  });
});

describe("an origin that is blamed for an error", () => {
  it("lets its stack begin there, and the rest be", () => {
    const origin = new Origin(7); // this one
    const cause = new Error("why");
    const error = new RangeError("too far\nby far", { cause });
    expect(origin.blame(error)).toBe(error);
    const lines = error.stack?.split("\n") ?? [];
    expect(lines.slice(0, 2)).toEqual(["RangeError: too far", "by far"]);
    expect(codeAt(/\((.*)\)$/.exec(lines[2] ?? "")?.[1] ?? lines[2]?.replace(/^ *at /, ""))).toBe("new Origin(7); // this one");
    expect([error.message, error.cause, Object.keys(error)]).toEqual(["too far\nby far", cause, []]);
  });

  it("leaves it alone where the line is not known", () => {
    const error = new Error("late");
    const { stack } = error;
    const { prepareStackTrace } = Error;
    Error.prepareStackTrace = () => "Error\n    at /app/node_modules/@luat/corelib/bundle/index.js:3:7";
    const origin = new Origin(0);
    expect(origin.place).toBeUndefined();
    Error.prepareStackTrace = prepareStackTrace;
    expect(origin.blame(error).stack).toBe(stack);
  });
});
