import { describe, expect, it } from "vitest";
import { failHandshake, slices } from "../../../src/mock/index.js";
import { tls } from "../tls-configs.js";
import { counted, SERVER, TwoHosts } from "../two-hosts.js";

function secureHosts(): { readonly hosts: TwoHosts; readonly dial: () => ReturnType<TwoHosts["dial"]>; readonly listener: ReturnType<TwoHosts["listen"]> } {
  const hosts = new TwoHosts();
  const [server, client] = [hosts.server.credentials(tls.server), hosts.client.credentials(tls.careful)];
  if ("reason" in server || "reason" in client) throw new Error("bad credentials");
  const listener = hosts.listen({ port: 443, secure: { credentials: server } });
  const dial = (): ReturnType<TwoHosts["dial"]> => hosts.dial(SERVER, 443, { secure: { credentials: client, name: tls.name } });
  return { hosts, dial, listener };
}

describe("failHandshake", () => {
  it.each([
    [undefined, 0, "TLS failure: the peer does not speak TLS, or none that this side does"],
    [80, 0, "TLS failure: the peer refused the handshake"],
    [80, 1, "TLS failure: the peer refused the handshake"],
  ])("answers the client's hello with the alert %s, cut into %s", async (alert, most, said) => {
    const { hosts, dial, listener } = secureHosts();
    if (most > 0) hosts.net.rule(slices({ most }));
    const guard = hosts.net.rule(failHandshake({ port: 443, ...(alert !== undefined && { alert }) }));
    const here = dial();
    await hosts.run();
    expect(here.events).toEqual([expect.stringContaining("connected"), `0 closed: ${said}`]);
    expect(listener.offers).toEqual([]);
    expect(hosts.net.openStreams).toBe(0);
    guard.remove();
    const again = dial();
    await hosts.run();
    expect(again.events.at(-1)).toContain("secured TLSv1.3");
  });

  it("is said again when it is lost on its way", async () => {
    const { hosts, dial } = secureHosts();
    hosts.net.rule(failHandshake({ alert: 80 }));
    hosts.net.rule(({ kind, from, attempt }) => (kind === "data" && from.host === SERVER && attempt < 3 ? "drop" : "pass"));
    const here = dial();
    await hosts.run();
    expect(here.events.at(-1)).toBe("600 closed: TLS failure: the peer refused the handshake");
  });

  it("does not touch connections without TLS, nor those on line", async () => {
    const { hosts, dial, listener } = secureHosts();
    const secure = dial();
    await hosts.run();
    hosts.net.rule(failHandshake());
    const { here, there } = await hosts.pair();
    here.stream.send(counted(3));
    await hosts.run();
    there.stream.send(counted(3));
    hosts.accept(listener.offers[0]).stream.send(counted(5));
    await hosts.run();
    expect([here.bytes.length, there.bytes.length, secure.bytes.length]).toEqual([3, 3, 5]);
  });

  it.each([-1, 256, 1.5])("refuses the alert %d", (alert) => {
    expect(() => failHandshake({ alert })).toThrow(`alert is ${alert}; expected 0 to 255`);
  });
});
