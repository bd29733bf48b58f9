import type { Clock, DiagnosticEvent, Diagnostics, Stop } from "@luat/contract";
import { describe, expectTypeOf, it } from "vitest";
import { logDiagnostics, type metrics, observe, publishDiagnostics, type MetricsSnapshot, type PublishedEvent } from "../../src/diagnostics/index.js";
import { type createDevice } from "../../src/index.js";

describe("the types of looking inside", () => {
  it("fit the option of a device, with and without the clock", () => {
    expectTypeOf(logDiagnostics).returns.toEqualTypeOf<Diagnostics>();
    expectTypeOf(publishDiagnostics).returns.toEqualTypeOf<Diagnostics>();
    expectTypeOf<Diagnostics>().parameters.toEqualTypeOf<[event: DiagnosticEvent, clock: Clock]>();
    expectTypeOf<{ diagnostics: (event: DiagnosticEvent) => void }>().toExtend<NonNullable<Parameters<typeof createDevice>[0]>>();
    expectTypeOf(observe).returns.toEqualTypeOf<Stop>();
  });

  it("tell the members of an event by its kind", () => {
    expectTypeOf<Extract<PublishedEvent, { kind: "closed" }>>().toExtend<{ version: 1; time: number; received: number; sent: number }>();
    expectTypeOf<Extract<DiagnosticEvent, { kind: "ended" }>>().toEqualTypeOf<{ readonly kind: "ended"; readonly id: number }>();
    // @ts-expect-error -- no event has that kind
    expectTypeOf<Extract<DiagnosticEvent, { kind: "opened" }>>().toEqualTypeOf<{ readonly id: number }>();
  });

  it("name the reasons of failures, and how connections end", () => {
    type Reasons = keyof MetricsSnapshot["failed"];
    expectTypeOf<"abandoned" | "refused">().toExtend<Reasons>();
    expectTypeOf<"local" | "peer" | "reset">().toExtend<keyof MetricsSnapshot["closed"]>();
    // @ts-expect-error -- this side never fails for the reason that it closed
    expectTypeOf<"local">().toExtend<Reasons>();
    // @ts-expect-error -- labels are text
    expectTypeOf<ReturnType<typeof metrics>["toPrometheus"]>().toBeCallableWith({ labels: { line: 2 } });
  });
});
