import { createAuthority, type Authority } from "@luat/adapters/certs";
import type { SecureOptions, TlsConfig } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { MockNet, VirtualClock } from "../../../src/mock/index.js";
import { ca, NAME, tls } from "../tls-configs.js";
import { SERVER } from "../two-hosts.js";
import { secure, SecureHosts } from "./secure-hosts.js";

describe("credentials", () => {
  it.each(Object.entries(tls.bad).flatMap(([reason, configs]) => configs.map((config) => [reason, config] as const)))("with a bad %s say so at once", (reason, config) => {
    const answer = new MockNet().host(SERVER).credentials(config);
    expect("reason" in answer ? [answer.reason, answer.tls] : answer).toEqual(["tls", reason]);
  });

  it("are for the host that made them", () => {
    const hosts = new SecureHosts();
    const foreign = { secure: secure(hosts.server, tls.trusting) };
    const invented = { secure: { credentials: {} as SecureOptions["credentials"] } };
    const message = "secure.credentials is [object Object]; expected what credentials() of this card gave";
    for (const options of [foreign, invented]) expect(() => hosts.dial(SERVER, 80, options)).toThrow(new TypeError(message));
    expect(() => hosts.listen(invented)).toThrow(message);
  });

  it("come with names of application protocols, of 1 to 255 bytes", () => {
    const hosts = new SecureHosts();
    for (const name of ["", "ü".repeat(128)]) {
      const message = `secure.alpn holds ${JSON.stringify(name)}; expected names of 1 to 255 bytes`;
      expect(() => hosts.dialTls(tls.trusting, { alpn: [name] })).toThrow(new TypeError(message));
      expect(() => hosts.serve(tls.server, { alpn: [name] })).toThrow(message);
    }
    hosts.dialTls(tls.trusting, { alpn: ["x".repeat(255)] }).stream.destroy();
  });
});

describe("certificates with keys on curves", () => {
  const now = new VirtualClock().wall();
  const [root, stranger] = ["rsa", "ec"].map((keyType) => createAuthority({ now, keyType: keyType as "ec" })) as [Authority, Authority];
  const issued = (authority: Authority): TlsConfig => ({ verify: true, ca: root.cert, ...authority.intermediate({ keyType: "ec" }).issue({ names: [NAME] }) });

  it.each([
    ["of a known authority are good on both sides", stranger.cert + root.cert, stranger, "secured TLSv1.3 verified"],
    ["of an unknown authority are not", root.cert, stranger, "closed: TLS failure: the peer's certificate leads to no known authority, its chain ends at CN=Test authority"],
    ["below a key of another kind are good, too", root.cert, root, "secured TLSv1.3 verified"],
  ])("%s", async (_, known, authority, told) => {
    const hosts = new SecureHosts();
    hosts.serve({ ...issued(authority), ca: root.cert + stranger.cert });
    const here = hosts.dialTls({ ...issued(stranger), ca: known }, { name: NAME });
    await hosts.run();
    expect(here.events.at(-1)).toBe(`0 ${told}`);
  });
});

describe("a listener", () => {
  it.each<[string, TlsConfig]>([
    ["certificate", tls.trusting],
    ["ca", { ...tls.mutual, ca: undefined }],
  ])("without what the setting %s gives does not listen, also where the net has authorities", async (reason, config) => {
    const hosts = new SecureHosts({ authorities: ca });
    const told: unknown[] = [];
    const sink = { listening() {}, offered() {}, rejected() {}, closed: (fault: unknown) => told.push(fault) };
    hosts.server.listen({ port: 80, backlog: 1, secure: secure(hosts.server, config) }, sink);
    await hosts.run();
    expect(told).toEqual([expect.objectContaining({ reason: "tls", tls: reason })]);
    expect(hosts.net.openListeners).toBe(0);
  });
});

describe("the authorities of the net", () => {
  it("are those of who verifies and names none; without them nobody is trusted", async () => {
    for (const [authorities, told] of [[ca, "secured TLSv1.3 verified"], [undefined, "closed: TLS failure: the peer's certificate leads to no known authority, it is issued by CN=Test authority"]] as const) {
      const hosts = new SecureHosts({ authorities });
      hosts.serve();
      const here = hosts.dialTls({ verify: true }, { name: NAME });
      await hosts.run();
      expect(here.events.at(-1)).toBe(`0 ${told}`);
    }
  });

  it("count for nothing where others are named", async () => {
    const hosts = new SecureHosts({ authorities: ca });
    hosts.serve();
    const here = hosts.dialTls({ verify: true, ca: tls.poor.untrusted.cert }, { name: NAME });
    await hosts.run();
    expect(here.events.at(-1)).toBe("0 closed: TLS failure: the peer's certificate leads to no known authority, it is issued by CN=Test authority");
  });

  it("must be readable", () => {
    expect(() => new MockNet({ authorities: "mine" })).toThrow(new TypeError("authorities cannot be read; expected certificates as PEM"));
  });
});
