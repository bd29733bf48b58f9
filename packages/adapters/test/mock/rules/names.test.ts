import type { DnsAnswer } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { MockNet } from "../../../src/mock/index.js";
import { SERVER, TwoHosts } from "../two-hosts.js";

async function ask(net: MockNet, name: string): Promise<string> {
  let answer: DnsAnswer | undefined;
  net.host("10.0.0.2").resolve(name, {}, (given) => (answer = given));
  await net.clock.run();
  const said = answer === undefined ? "nothing" : "fault" in answer ? `${answer.fault.reason} ${answer.fault.errno}` : answer.addresses.join(" ");
  return `${net.clock.now()} ${said}`;
}

describe("failName and delayName", () => {
  it("are of one name, in any case, until they are removed", async () => {
    const net = new MockNet({ resolveDelay: 10 });
    for (const name of ["a.test", "b.test"]) net.name(name, ["10.0.0.1"]);
    const guards = [net.delayName("A.test", 100), net.delayName("a.test", 50), net.failName("a.TEST", "EAI_AGAIN"), net.failName("a.test")];
    expect(await ask(net, "a.test")).toBe("160 name EAI_AGAIN");
    expect(await ask(net, "b.test")).toBe("170 10.0.0.1");
    guards[2]?.remove();
    expect(await ask(net, "a.test")).toBe("330 name ENOTFOUND");
    for (const guard of guards) guard.remove();
    expect(await ask(net, "a.test")).toBe("340 10.0.0.1");
    expect(() => net.delayName("a.test", -1)).toThrow("ms is -1; expected milliseconds, at least 0");
  });

  it("are met by cards that dial names too", async () => {
    const hosts = new TwoHosts({}, { names: "opaque" });
    hosts.net.name("a.test", [SERVER]);
    hosts.listen();
    hosts.net.delayName("a.test", 30);
    const fine = hosts.dial("a.test");
    await hosts.run();
    hosts.net.failName("a.test");
    const failed = hosts.dial("a.test");
    await hosts.run();
    expect([fine.events, failed.events]).toEqual([[expect.stringMatching(/^30 connected/)], ["60 closed: name not resolved (ENOTFOUND)"]]);
  });
});
