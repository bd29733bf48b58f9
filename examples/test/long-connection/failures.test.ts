import { expect, it } from "vitest";
import { Failures } from "../../src/long-connection/failures.js";

const SERVER = { host: "a.test", port: 1 };
const ADDRESS = { host: "10.0.0.1", port: 1 };

it("the last failure of a server is known by the name that was asked for", () => {
  const failures = new Failures();
  failures.heard({ kind: "asked", id: 1, to: SERVER });
  failures.heard({ kind: "dialed", id: 1, card: "eth", to: ADDRESS });
  failures.heard({ kind: "broke", id: 1, online: false, fault: { reason: "refused" } });
  expect(failures.of(SERVER)).toEqual({ reason: "refused" });
  failures.heard({ kind: "timed-out", id: 1, op: "receive", after: 5 });
  expect(failures.of(SERVER)).toEqual({ reason: "refused" });
  failures.heard({ kind: "timed-out", id: 1, op: "connect", after: 5 });
  expect(failures.of(SERVER)).toEqual({ reason: "timeout" });
});

it("an orderly end is no failure, nor is what happens to another server", () => {
  const failures = new Failures();
  failures.heard({ kind: "dialed", id: 1, card: "eth", to: ADDRESS });
  failures.heard({ kind: "broke", id: 1, online: true });
  failures.heard({ kind: "closed", id: 1, received: 0, sent: 0 });
  failures.heard({ kind: "broke", id: 1, online: true, fault: { reason: "reset" } });
  expect([failures.of(ADDRESS), failures.of(SERVER)]).toEqual([undefined, undefined]);
});
