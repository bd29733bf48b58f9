import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyChain } from "../../src/certs/index.js";
import { certificatesOf, kind } from "./answers.js";
import { hasOpenssl, Openssl } from "./openssl.js";

const KEYS = { rsa: "rsa -pkeyopt rsa_keygen_bits:2048", p256: "ec -pkeyopt ec_paramgen_curve:P-256", p384: "ec -pkeyopt ec_paramgen_curve:P-384", p521: "ec -pkeyopt ec_paramgen_curve:P-521" };
const PSS = "-sigopt rsa_padding_mode:pss";

describe.skipIf(!hasOpenssl)("signatures that the openssl command makes", () => {
  let openssl: Openssl;
  beforeAll(() => {
    openssl = new Openssl();
    for (const [name, key] of Object.entries(KEYS)) openssl.must(`req -x509 -newkey ${key} -nodes -keyout ${name}.key -out ${name}.pem -subj /CN=${name} -days 9`);
    openssl.must("req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout leaf.key -out leaf.req -subj /CN=leaf");
  });
  afterAll(() => {
    openssl.dispose();
  });

  function signed(issuer: string, options: string): Buffer {
    openssl.must(`x509 -req -in leaf.req -CA ${issuer}.pem -CAkey ${issuer}.key -days 9 -outform DER -out leaf.der ${options}`);
    return openssl.read("leaf.der");
  }
  const judge = (leaf: Uint8Array, issuer: string) => kind(verifyChain(certificatesOf(leaf), certificatesOf(openssl.read(`${issuer}.pem`)), { at: Date.now() }));

  it.each([
    ["rsa", "-sha1"],
    ["rsa", "-sha256"],
    ["rsa", "-sha384"],
    ["rsa", "-sha512"],
    ["rsa", `-sha256 ${PSS}`],
    ["rsa", `-sha1 ${PSS}`],
    ["rsa", `-sha512 ${PSS} -sigopt rsa_pss_saltlen:32 -sigopt rsa_mgf1_md:sha256`],
    ["p256", "-sha1"],
    ["p256", "-sha256"],
    ["p256", "-sha384"],
    ["p256", "-sha512"],
    ["p384", "-sha384"],
    ["p384", "-sha256"],
    ["p521", "-sha512"],
  ])("are good where they were made with the key %s %s, until a bit of them is another", (issuer, options) => {
    const leaf = signed(issuer, options);
    expect(judge(leaf, issuer)).toBe("good");
    const last = leaf.length - 1;
    leaf[last] = (leaf[last] ?? 0) ^ 1;
    expect(judge(leaf, issuer)).toBe("untrusted");
  });

  it("in a way that is not known here are trusted no more than false ones", () => {
    expect(judge(signed("rsa", "-sha224"), "rsa")).toBe("untrusted");
    expect(judge(signed("p256", "-sha3-256"), "p256")).toBe("untrusted");
    expect(judge(signed("rsa", `-sha224 ${PSS}`), "rsa")).toBe("untrusted");
  });

  it("do not count where key and signature are of different kinds, whatever the issuer says", () => {
    openssl.must("req -x509 -newkey rsa -pkeyopt rsa_keygen_bits:2048 -nodes -keyout x.key -out p256-of-rsa.pem -subj /CN=p256 -days 9");
    openssl.must("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout x.key -out rsa-of-ec.pem -subj /CN=rsa -days 9");
    expect(judge(signed("p256", "-sha256"), "p256-of-rsa")).toBe("untrusted");
    expect(judge(signed("rsa", "-sha256"), "rsa-of-ec")).toBe("untrusted");
  });
});
