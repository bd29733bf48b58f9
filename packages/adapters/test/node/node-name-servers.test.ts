import { nodeAdapter } from "@luat/adapters/node";
import type { DnsAnswer, DnsQuery } from "@luat/contract";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { NameServer } from "./name-server.js";

const card = nodeAdapter();
let server: NameServer;

const ask = (name: string, query: DnsQuery = {}): Promise<DnsAnswer> =>
  new Promise((resolve) => void card.resolve(name, { servers: [server.address], ...query }, resolve));

/** Waits until no look-up keeps this process alive. */
async function noLookUps(): Promise<void> {
  while (process.getActiveResourcesInfo().some((kind) => kind === "QUERYWRAP" || kind === "Timeout")) await new Promise(setImmediate);
}

const GRACE = 1000;
const LIMIT = 10_000;

/** Asks, and lets the time after the questions fly. */
async function hurried(name: string, limit: number): Promise<DnsAnswer> {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    let answer: DnsAnswer | undefined;
    void ask(name).then((given) => (answer = given));
    while (server.questions.length < 2) await new Promise(setImmediate);
    // The answer that there is needs some turns to arrive.
    const step = limit / 100;
    for (let ms = 0; ms < limit - step; ms += step) {
      await new Promise(setImmediate);
      vi.advanceTimersByTime(step);
    }
    expect(answer).toBeUndefined();
    while (answer === undefined) {
      vi.advanceTimersByTime(step);
      await new Promise(setImmediate);
    }
    return answer;
  } finally {
    vi.useRealTimers();
  }
}

beforeEach(async () => {
  server = await NameServer.open({
    "both.test": { 4: ["10.0.0.1", "10.0.0.2"], 6: ["fd00::1"] },
    "many.test": { 4: ["10.0.0.1", "10.0.0.2", "10.0.0.1", "10.0.0.3"], 6: ["fd00::1", "fd00::2"] },
    "six.test": { 6: ["fd00::6"] },
    "half.test": { 4: ["10.0.0.4"], silent: [6] },
    "empty.test": {},
    "failing.test": { fails: true },
    "silent.test": { silent: [4, 6] },
  });
});
afterEach(() => server.close());

describe("a look-up with name servers", () => {
  it("asks them for both kinds of addresses, and gives those of IPv4 first", async () => {
    expect(await ask("both.test")).toEqual({ addresses: ["10.0.0.1", "10.0.0.2", "fd00::1"] });
    expect(server.questions.toSorted()).toEqual(["both.test A", "both.test AAAA"]);
  });

  it("asks for one kind where one is wanted", async () => {
    expect(await ask("both.test", { family: 6 })).toEqual({ addresses: ["fd00::1"] });
    expect(await ask("both.test", { family: 4 })).toEqual({ addresses: ["10.0.0.1", "10.0.0.2"] });
    expect(server.questions).toEqual(["both.test AAAA", "both.test A"]);
  });

  it("gives four addresses at most, without repeats", async () => {
    expect(await ask("many.test")).toEqual({ addresses: ["10.0.0.1", "10.0.0.2", "10.0.0.3", "fd00::1"] });
  });

  it("is content with one kind where there is no other", async () => {
    expect(await ask("six.test")).toEqual({ addresses: ["fd00::6"] });
  });

  it("waits for the other kind only for a second", async () => {
    expect(await hurried("half.test", GRACE)).toEqual({ addresses: ["10.0.0.4"] });
  });

  it("gives up after ten seconds, and says ETIMEOUT", async () => {
    expect(await hurried("silent.test", LIMIT)).toMatchObject({ fault: { reason: "name", errno: "ETIMEOUT" } });
  });

  it.each([
    ["nobody.test", "ENOTFOUND"],
    ["empty.test", "ENODATA"],
    ["failing.test", "ESERVFAIL"],
  ])("does not resolve %s, and says %s", async (name, errno) => {
    expect(await ask(name)).toMatchObject({ fault: { reason: "name", errno } });
  });

  it("asks the next one where one does not work", async () => {
    const gone = await NameServer.open({});
    const { address } = gone;
    gone.close();
    expect(await ask("both.test", { family: 4, servers: [address, server.address] })).toEqual({ addresses: ["10.0.0.1", "10.0.0.2"] });
  });

  it.each(["localhost", "LocalHost.", "a.localhost", "127.0.0.1", "::1"])("asks nobody for %s", async (name) => {
    await ask(name);
    expect(server.questions).toEqual([]);
  });

  it("is silent after it was stopped, and leaves nothing behind", async () => {
    let answers = 0;
    const stop = card.resolve("silent.test", { servers: [server.address] }, () => answers++);
    while (server.questions.length < 2) await new Promise(setImmediate);
    stop();
    stop();
    await noLookUps();
    expect(answers).toBe(0);
    card.resolve("both.test", { servers: [server.address] }, () => answers++)();
    await noLookUps();
    expect(answers).toBe(0);
  });

  it("leaves nothing behind when it was answered", async () => {
    await ask("both.test");
    await noLookUps();
  });

  it("names a server that is none", () => {
    const asked = (): unknown => card.resolve("both.test", { servers: [server.address, "name.test"] }, () => undefined);
    expect(asked).toThrow(new TypeError('servers holds "name.test"; expected addresses, each with ":port" where it is not 53'));
  });
});
