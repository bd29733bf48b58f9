import type { DnsAnswer } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { Hosts, type HostsTable } from "../../src/runtime/hosts.js";
import { HandClock } from "../hand-clock.js";

function ask(table: HostsTable, name: string, family?: 4 | 6): DnsAnswer | undefined {
  const clock = new HandClock();
  let answer: DnsAnswer | undefined;
  new Hosts(table, clock).resolve(name, { family }, (one) => {
    answer = one;
  });
  expect(answer).toBeUndefined();
  clock.settle();
  return answer;
}

describe("Hosts", () => {
  it("knows names in any case, and no others", () => {
    const hosts = new Hosts({ "Broker.test": "10.0.0.5" }, new HandClock());
    expect(["broker.test", "BROKER.TEST", "a.broker.test", "test", "toString"].map((name) => hosts.has(name))).toEqual([true, true, false, false, false]);
    expect(ask({ "Broker.test": "10.0.0.5" }, "brOker.test")).toEqual({ addresses: ["10.0.0.5"] });
  });

  it("gives the addresses in their order, each once, of the kind that is asked for", () => {
    const table = { "a.test": ["fd00::5", "10.0.0.6", "10.0.0.5", "10.0.0.6"] };
    expect(ask(table, "a.test")).toEqual({ addresses: ["fd00::5", "10.0.0.6", "10.0.0.5"] });
    expect(ask(table, "a.test", 4)).toEqual({ addresses: ["10.0.0.6", "10.0.0.5"] });
    expect(ask(table, "a.test", 6)).toEqual({ addresses: ["fd00::5"] });
  });

  it("does not resolve a name that has no address of the kind", () => {
    expect(ask({ "a.test": "10.0.0.5" }, "a.test", 6)).toEqual({ fault: { reason: "name" } });
  });

  it("answers nobody after stop", () => {
    const clock = new HandClock();
    const stop = new Hosts({ "a.test": "10.0.0.5" }, clock).resolve("a.test", {}, () => expect.fail("it was stopped"));
    stop();
    clock.settle();
  });

  it.each([
    [{ "a.test": "nowhere" }, TypeError, 'hosts["a.test"] is "nowhere"; expected IPv4 or IPv6 addresses'],
    [{ "a.test": ["10.0.0.1", "10.0.0.256"] }, TypeError, 'hosts["a.test"] is ["10.0.0.1","10.0.0.256"]; expected IPv4 or IPv6 addresses'],
    [{ "a.test": 5 }, TypeError, 'hosts["a.test"] is 5; expected IPv4 or IPv6 addresses'],
    [{ "a.test": undefined }, TypeError, 'hosts["a.test"] is undefined; expected IPv4 or IPv6 addresses'],
    [{ "a.test": [] }, RangeError, 'hosts["a.test"] is []; expected 1 to 4 addresses'],
    [{ "a.test": ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5"] }, RangeError, "expected 1 to 4 addresses"],
    [{ "": "10.0.0.1" }, TypeError, 'hosts: "" is no name'],
    [{ "10.0.0.9": "10.0.0.1" }, TypeError, 'hosts: "10.0.0.9" is no name'],
    [{ "a.test:80": "10.0.0.1" }, TypeError, 'hosts: "a.test:80" is no name'],
    [{ "a.test": "10.0.0.1", "A.test": "10.0.0.2" }, TypeError, 'hosts: "A.test" is there twice'],
    [["10.0.0.1"], TypeError, "hosts is no object"],
    [null, TypeError, "hosts is no object"],
  ])("refuses %j when it is made", (table, kind, message) => {
    const make = (): Hosts => new Hosts(table as never, new HandClock());
    expect(make).toThrow(kind);
    expect(make).toThrow(message);
  });
});
