import { describe, expect, it } from "vitest";
import { plainReason } from "../../src/faithful/tls-alert.js";

const ALERT =
  "00C8F5B5B47F0000:error:0A000410:SSL routines:ssl3_read_bytes:ssl/tls alert handshake failure:../deps/openssl/openssl/ssl/record/rec_layer_s3.c:1590:SSL alert number 40\n";
const VERSION = "00C8F5B5B47F0000:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/openssl/openssl/ssl/record/ssl3_record.c:354:\n";

describe("plainReason", () => {
  it("names the alert of the peer, however it is told", () => {
    expect(plainReason(ALERT)).toBe("the peer sent the alert 40 (handshake_failure)");
    expect(plainReason("the peer sent the alert 115")).toBe("the peer sent the alert 115 (unknown_psk_identity)");
    expect(plainReason("the peer sent the alert 200")).toBe("the peer sent the alert 200");
  });

  it("is the reason alone of what OpenSSL says", () => {
    expect(plainReason(VERSION)).toBe("wrong version number");
    expect(plainReason("error:0680007B:asn1 encoding routines::header too long")).toBe("header too long");
  });

  it("is all of what others say, on one line", () => {
    expect(plainReason("self-signed certificate\n  in chain\n")).toBe("self-signed certificate, in chain");
  });
});
