import { requests, type Requests } from "../../src/requests/index.js";
import { describe, expectTypeOf, it } from "vitest";
import { lengthField, lines } from "../../src/frames/index.js";
import type { Connection, Data } from "../../src/index.js";
import { longConnection, type LongConnection, type LongConnectionState, type Session } from "../../src/long-connection/index.js";

// Only compiled, never run.
const never = (_: () => unknown): void => undefined;
const where = { host: "10.0.0.1", port: 1883 };

describe("the types of a long connection", () => {
  it("are those of bytes, or of the codec", () => {
    never(() => {
      const plain = longConnection(where);
      expectTypeOf(plain).toEqualTypeOf<LongConnection<Uint8Array, Data>>();
      const framed = longConnection({ ...where, frames: lines(), login: async (session) => {
        expectTypeOf(session).toExtend<Session<string, string>>();
        expectTypeOf(await session.rx()).toEqualTypeOf<string | undefined>();
      }, heartbeat: { idle: 1_000, data: "ping" } });
      expectTypeOf(framed.rx()).resolves.toEqualTypeOf<string | undefined>();
      // @ts-expect-error -- lines take text
      framed.tx(5).catch(() => undefined);
      // @ts-expect-error -- so do its heartbeats
      longConnection({ ...where, frames: lines(), heartbeat: { idle: 1_000, data: 5 } });
    });
  });

  it("are those of requests over it, or over its sessions", () => {
    never(() => {
      const framed = longConnection({ ...where, frames: lines(), login: async (session) => {
        expectTypeOf(requests(session)).toEqualTypeOf<Requests<string, string>>();
      } });
      expectTypeOf(requests(framed)).toEqualTypeOf<Requests<string>>();
      expectTypeOf(requests(framed).request("ask")).resolves.toEqualTypeOf<string>();
      const bytes: LongConnection<Uint8Array, Uint8Array> = longConnection({ ...where, frames: lengthField({ size: 2 }) });
      requests(bytes, { requestId: (frame: Uint8Array) => frame[0], answerId: (frame) => frame[0] });
      // @ts-expect-error -- lines are texts
      requests(framed, { requestId: (line: number) => line, answerId: () => 1 });
      // @ts-expect-error -- lines are texts
      requests(framed).request(5).catch(() => undefined);
      // @ts-expect-error -- a connection has no messages
      requests(undefined as unknown as Connection);
    });
  });

  it("refuse what is misspelt, contradictory or missing", () => {
    never(() => {
      // @ts-expect-error -- there is no such option
      longConnection({ ...where, heartBeat: { idle: 1_000, data: "." } });
      // @ts-expect-error -- an interval, or idle time
      longConnection({ ...where, heartbeat: { idle: 1_000, interval: 1_000, data: "." } });
      // @ts-expect-error -- one of them
      longConnection({ ...where, heartbeat: { data: "." } });
      // @ts-expect-error -- nothing is kept, so nothing is stored
      longConnection({ ...where, queue: { policy: "fail", store: { load: () => [], save: () => undefined } } });
      // @ts-expect-error -- no such policy
      longConnection({ ...where, queue: { policy: "drop" } });
      // @ts-expect-error -- one server or several
      longConnection({ ...where, endpoints: [where] });
      // @ts-expect-error -- where to
      longConnection({});
      // @ts-expect-error -- it does nothing by itself
      longConnection({ ...where, watchdog: { timeout: 180_000 } });
    });
  });

  it("tell of each state what belongs to it", () => {
    never(() => {
      const state = undefined as unknown as LongConnectionState;
      if (state.kind === "waiting-to-retry") expectTypeOf(state.delay).toBeNumber();
      // @ts-expect-error -- only of that one
      else expectTypeOf(state.delay).toBeNumber();
    });
  });
});
