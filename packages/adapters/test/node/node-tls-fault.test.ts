import { describe, expect, it } from "vitest";
import { nodeTlsFault } from "../../src/node/node-tls-fault.js";

const server = { isServer: true, isUnderWay: false };
const knownServer = { isServer: true, isUnderWay: true };
const client = { isServer: false, isUnderWay: false };

const errorOf = (code: string, message = "", syscall?: string): NodeJS.ErrnoException =>
  Object.assign(new Error(message), { code }, syscall === undefined ? {} : { syscall });
const alert = (number: number): NodeJS.ErrnoException => errorOf("ERR_SSL_ALERT", `error:0A000000:SSL routines::alert:SSL alert number ${number}\n`);

describe("nodeTlsFault", () => {
  it.each([
    ["SELF_SIGNED_CERT_IN_CHAIN", "untrusted"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "untrusted"],
    ["UNABLE_TO_GET_ISSUER_CERT", "untrusted"],
    ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "untrusted"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "untrusted"],
    ["ERROR_IN_CERT_NOT_BEFORE_FIELD", "untrusted"],
    ["CERT_REVOKED", "revoked"],
    ["INVALID_CA", "untrusted"],
    ["UNSPECIFIED", "untrusted"],
    ["ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE", "no-certificate"],
    ["CERT_HAS_EXPIRED", "expired"],
    ["CERT_NOT_YET_VALID", "not-yet-valid"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "name"],
    ["HOSTNAME_MISMATCH", "name"],
    ["ERR_SSL_WRONG_VERSION_NUMBER", "protocol"],
    ["ERR_SSL_UNSUPPORTED_PROTOCOL", "protocol"],
    ["ERR_SSL_NO_SHARED_CIPHER", "protocol"],
    ["ERR_SSL_HTTP_REQUEST", "protocol"],
    ["ERR_TLS_DH_PARAM_SIZE", "protocol"],
    ["ECONNRESET", "protocol"],
  ])("takes %s for %s, and keeps the code and the error", (code, tls) => {
    const error = errorOf(code);
    expect(nodeTlsFault(error, server)).toEqual({ reason: "tls", tls, errno: code, cause: error });
  });

  it.each([
    [41, "client-certificate", "refused"],
    [42, "client-certificate", "refused"],
    [45, "client-certificate", "refused"],
    [46, "client-certificate", "refused"],
    [48, "client-certificate", "refused"],
    [49, "client-certificate", "refused"],
    [116, "client-certificate", "refused"],
    [40, "protocol", "protocol"],
    [70, "protocol", "protocol"],
    [71, "protocol", "protocol"],
    [80, "refused", "refused"],
    [112, "refused", "refused"],
    [120, "refused", "refused"],
  ])("takes the alert %d of a server for %s, and of a client for %s", (number, ofServer, ofClient) => {
    expect(nodeTlsFault(alert(number), server).tls).toBe(ofServer);
    expect(nodeTlsFault(alert(number), client).tls).toBe(ofClient);
  });

  it("takes the failure of a handshake, in which the server has shown its certificate, for one of this side's certificate", () => {
    expect(nodeTlsFault(alert(40), knownServer).tls).toBe("client-certificate");
  });

  it("takes the lack of a common application protocol never for one of this side's certificate", () => {
    expect(nodeTlsFault(alert(120), knownServer)).toMatchObject({ tls: "refused", errno: "ERR_SSL_ALERT" });
  });

  it("takes the end of a peer for a refusal, once that has shown that it speaks TLS", () => {
    for (const peer of [knownServer, { ...client, isUnderWay: true }]) expect(nodeTlsFault(errorOf("ECONNRESET"), peer).tls).toBe("refused");
    for (const peer of [server, client]) expect(nodeTlsFault(errorOf("ECONNRESET"), peer).tls).toBe("protocol");
  });

  it.each([
    ["ECONNRESET", "read", "reset"],
    ["EPIPE", "write", "reset"],
    ["ETIMEDOUT", "read", "timeout"],
  ])("leaves %s of the system's %s what it is: %s", (code, syscall, reason) => {
    const error = errorOf(code, "", syscall);
    expect(nodeTlsFault(error, server)).toEqual({ reason, errno: code, cause: error });
  });

  it("takes what OpenSSL says through the system for a matter of the protocol", () => {
    expect(nodeTlsFault(errorOf("EPROTO", "", "write"), server).tls).toBe("protocol");
  });

  it("takes a handshake that takes too long for a time-out, and what else is Node's own for broken", () => {
    expect(nodeTlsFault(errorOf("ERR_TLS_HANDSHAKE_TIMEOUT"), client).reason).toBe("timeout");
    expect(nodeTlsFault(errorOf("ERR_STREAM_DESTROYED"), client).reason).toBe("broken");
    expect(nodeTlsFault(new Error("without a code"), client).reason).toBe("broken");
  });
});
