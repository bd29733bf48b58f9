import { createAuthority } from "@luat/adapters/certs";
import { MockNet } from "@luat/adapters/mock";
import { describe, expect, it } from "vitest";
import { createDevice, type Device } from "../../src/index.js";

const where = { host: "10.0.0.1", port: 1883 };
const psk = { identity: "meter-7", key: "secret" };
const issued = createAuthority({ keyType: "ec" }).issue();

type Call = "connect" | "listen" | "bind" | "sntp";
const OF_CONNECT_TLS = "verify, ca, crl, cert, key, passphrase, alpn, minVersion, maxVersion, psk, name, resume";

async function refusal(call: Call, options: unknown): Promise<unknown> {
  const net = new MockNet();
  const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
  const calling = (device[call] as (this: Device, options: unknown) => Promise<unknown>)(options);
  const error: unknown = await calling.catch((reason: unknown) => reason);
  await device.stop();
  return error;
}

describe("an option that there is not", () => {
  it.each<[Call, unknown, string]>([
    ["connect", { ...where, timout: 5_000 }, "timout is no option of connect; expected one of host, port, tls, family, happyEyeballs, through, localPort, keepAlive, adapter, timeout, signal"],
    ["connect", { ...where, timout: undefined }, "timout is no option of connect; expected one of host, port, tls, family, happyEyeballs, through, localPort, keepAlive, adapter, timeout, signal"],
    ["connect", { ...where, happyEyeballs: { wait: 250 } }, "wait is no option of happyEyeballs; expected one of delay"],
    ["connect", { ...where, tls: { rejectUnauthorized: false } }, `rejectUnauthorized is no option of tls of connect; expected one of ${OF_CONNECT_TLS}`],
    ["connect", { ...where, tls: { psk: { ...psk, hint: "" } } }, "hint is no option of tls.psk; expected one of identity, key"],
    ["listen", { port: 0, backlogs: 5 }, "backlogs is no option of listen; expected one of port, host, tls, onRejected, backlog, keepAlive, adapter, timeout, signal"],
    ["listen", { port: 0, tls: { ...issued, requestCert: true } }, "requestCert is no option of tls of listen; expected one of ca, crl, cert, key, passphrase, alpn, minVersion, maxVersion, clientCertificate"],
    ["bind", { prot: 6000 }, "prot is no option of bind; expected one of port, host, family, peer, tls, multicast, adapter, timeout, signal"],
    ["bind", { peer: where, tls: { psk, ca: "" } }, "ca is no option of tls of bind; expected one of psk"],
    ["sntp", { server: "time.test" }, "server is no option of sntp; expected one of servers, port, family, adapter, serverTimeout, tries, timeout, signal, set, lenient"],
  ])("is refused by %s: %j", async (call, options, text) => {
    expect(await refusal(call, options)).toEqual(new TypeError(text));
  });

  it.each(["ca", "crl", "cert"])("is not a list where tls.%s is one text", async (name) => {
    expect(await refusal("connect", { ...where, tls: { [name]: [issued.cert] } })).toEqual(new TypeError(`tls.${name} is of the type Array; expected PEM text, or bytes; join them into one text`));
  });

  it("is TLS 1.3 with a pre-shared key, of which there is none there", async () => {
    expect(await refusal("connect", { ...where, tls: { psk, minVersion: "TLSv1.3" } })).toEqual(new RangeError('tls.minVersion is "TLSv1.3"; expected at most "TLSv1.2" with tls.psk'));
  });
});
