import { checkTls, createAuthority } from "@luat/adapters/certs";
import { describe, expect, test } from "vitest";

const authority = createAuthority({ keyType: "ec" });
const issued = authority.issue({ names: ["a.test"], keyType: "ec" });
const good = { verify: true, ca: authority.cert, crl: authority.crl(), ...issued };
const psk = { identity: "me", key: "a key" };

describe("settings", () => {
  test.each([[good], [{ verify: false }], [{ verify: true, psk }]])("that can be used have no fault: %#", (config) => {
    expect(checkTls(config)).toBeUndefined();
  });

  test.each([
    ["ca", { ...good, ca: "x" }, "ca cannot be read"],
    ["crl", { ...good, crl: "x" }, "crl cannot be read"],
    ["certificate", { ...good, cert: undefined }, "cert is missing"],
    ["key", { ...good, key: undefined }, "key is missing"],
    ["mismatch", { ...good, key: createAuthority({ keyType: "ec" }).issue({ keyType: "ec" }).key }, "key is not that of the first certificate in cert"],
    ["psk", { ...good, psk }, "psk is given beside ca, cert or key"],
  ])("tell that the %s is wrong", (tls, config, text) => {
    const fault = checkTls(config);
    expect(fault).toMatchObject({ reason: "tls", tls });
    expect((fault?.cause as Error).message).toContain(text);
  });
});
