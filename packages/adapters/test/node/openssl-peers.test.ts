import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createAuthority, type IssueOptions } from "@luat/adapters/certs";
import { nodeAdapter } from "@luat/adapters/node";
import type { Offer, SecureOptions, Stream, TlsConfig } from "@luat/contract";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { hasProgram, Program, TextFiles } from "./peers.js";
import { ListenTape, StreamTape } from "./tapes.js";
import { authority, ca, client, NAME, server, stranger } from "./tls-configs.js";

const HOST = "127.0.0.1";
const card = nodeAdapter();

function secure(config: TlsConfig, options: Omit<SecureOptions, "credentials"> = {}): SecureOptions {
  const credentials = card.credentials(config);
  if ("reason" in credentials) throw new Error(`fault ${credentials.tls}`);
  return { credentials, ...options };
}

// Skipped where there is no openssl command.
describe.skipIf(!hasProgram("openssl", "version"))("Node's card and the openssl command", () => {
  let files: TextFiles;
  let paths: Record<"ca" | "serverCert" | "serverKey" | "clientCert" | "clientKey" | "strangerCa" | "strangerCert" | "strangerKey", string>;
  const programs: Program[] = [];

  beforeAll(() => {
    files = new TextFiles();
    const strange = stranger.issue();
    paths = {
      ca: files.write("ca.pem", ca),
      serverCert: files.write("server.pem", server.cert),
      serverKey: files.write("server.key", server.key),
      clientCert: files.write("client.pem", client.cert),
      clientKey: files.write("client.key", client.key),
      strangerCa: files.write("stranger-ca.pem", stranger.cert),
      strangerCert: files.write("stranger.pem", strange.cert),
      strangerKey: files.write("stranger.key", strange.key),
    };
  });
  afterEach(async () => {
    for (const program of programs.splice(0)) await program.stop();
  });
  afterAll(() => files.dispose());

  function openssl(...options: readonly string[]): Program {
    const program = new Program("openssl", options);
    programs.push(program);
    return program;
  }

  /** A server that sends lines back, their letters in reverse order. */
  async function reverser(...options: readonly string[]): Promise<{ port: number; program: Program }> {
    const program = openssl("s_server", "-accept", `${HOST}:0`, "-rev", "-cert", paths.serverCert, "-cert_chain", paths.serverCert, "-key", paths.serverKey, ...options);
    const [, port] = await program.says(/^ACCEPT .*:(\d+)$/m);
    return { port: Number(port), program };
  }

  function dial(port: number, config: TlsConfig): { tape: StreamTape; stream: Stream } {
    const tape = new StreamTape();
    return { tape, stream: card.dial({ host: HOST, port }, { secure: secure(config, { name: NAME, alpn: ["luat/1"] }) }, tape) };
  }

  async function listen(config: TlsConfig): Promise<{ tape: ListenTape; close: () => void }> {
    const tape = new ListenTape();
    const listener = card.listen({ port: 0, host: HOST, backlog: 4, secure: secure(config, { alpn: ["luat/1"] }) }, tape);
    await tape.saw("listening");
    return { tape, close: () => listener.close() };
  }

  it.each([
    ["-tls1_2", "TLSv1.2", /^TLS_ECDHE_RSA_WITH_AES_/],
    ["-tls1_3", "TLSv1.3", /^TLS_AES_/],
  ])("talk to its server with %s, which sees an orderly end", async (option, protocol, cipher) => {
    const { port, program } = await reverser(option, "-alpn", "other,luat/1");
    const { tape, stream } = dial(port, { verify: true, ca });
    await tape.saw("secured");
    expect(tape.info).toEqual({ protocol, cipher: expect.stringMatching(cipher) as string, alpn: "luat/1", verified: true, resumed: false });
    stream.send(Buffer.from("hello\n"));
    while (tape.text.length < 6) await new Promise(setImmediate);
    expect(tape.text).toBe("olleh\n");
    stream.finish();
    await tape.saw("closed");
    expect(tape.fault).toBeUndefined();
    await program.says(/CONNECTION CLOSED/);
    expect(program.said).not.toMatch(/unexpected eof|^ERROR/m);
  });

  it.each(["-tls1_2", "-tls1_3"])("are told by its server with %s that another certificate is wanted", async (option) => {
    const { port } = await reverser(option, "-Verify", "1", "-verify_return_error", "-CAfile", paths.ca);
    for (const identity of [{}, stranger.issue()]) {
      const { tape } = dial(port, { verify: true, ca, ...identity });
      await tape.saw("closed");
      expect(tape.fault).toMatchObject({ reason: "tls", tls: "client-certificate" });
      expect(tape.events.includes("secured")).toBe(option === "-tls1_3");
    }
    const { tape, stream } = dial(port, { verify: true, ca, ...client });
    await tape.saw("secured");
    stream.destroy();
  });

  it("do not believe its server when it is a stranger", async () => {
    const { port } = await reverser();
    const { tape } = dial(port, { verify: true, ca: stranger.cert });
    await tape.saw("closed");
    expect(tape.fault).toMatchObject({ reason: "tls", tls: "untrusted" });
  });

  /** The files of what an authority issued, or of a certificate that signed itself. */
  function identityFiles(options: IssueOptions | "self-signed"): readonly [cert: string, key: string] {
    if (options !== "self-signed") {
      const { cert, key } = authority.issue({ names: [NAME], ...options });
      return [files.write("judged.pem", cert), files.write("judged.key", key)];
    }
    const paths = [files.write("self.pem", ""), files.write("self.key", "")] as const;
    const request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", `/CN=${NAME}`];
    expect(spawnSync("openssl", [...request, "-out", paths[0], "-keyout", paths[1]]).status).toBe(0);
    return paths;
  }

  const past = new Date(Date.now() - 60_000);
  const soon = new Date(Date.now() + 60_000);
  it.each<[title: string, shows: IssueOptions | "self-signed", trusts: string | undefined, name: string, found: string]>([
    ["an authority among others", {}, stranger.cert + ca, NAME, "good"],
    ["an address", { names: [HOST] }, ca, HOST, "good"],
    ["another address", { names: ["10.1.1.1"] }, ca, HOST, "name"],
    ["another name", { names: ["other.test"] }, ca, NAME, "name"],
    ["a certificate that has expired", { validTo: past }, ca, NAME, "expired"],
    ["a certificate of the future", { validFrom: soon }, ca, NAME, "not-yet-valid"],
    ["a certificate that signed itself", "self-signed", ca, NAME, "untrusted"],
    ["a certificate that signed itself and is trusted", "self-signed", "itself", NAME, "good"],
    ["an authority that the system does not know", {}, undefined, NAME, "untrusted"],
    ["nothing, where nobody verifies it", "self-signed", "nobody", "other.test", "good"],
  ])("judge its server by %s", async (_title, shows, trusts, name, found) => {
    const [cert, key] = identityFiles(shows);
    const program = openssl("s_server", "-accept", `${HOST}:0`, "-rev", "-cert", cert, "-key", key);
    const [, port] = await program.says(/^ACCEPT .*:(\d+)$/m);
    const tape = new StreamTape();
    const config = trusts === "nobody" ? { verify: false } : { verify: true, ca: trusts === "itself" ? readFileSync(cert, "utf8") : trusts };
    const stream = card.dial({ host: HOST, port: Number(port) }, { secure: secure(config, { name }) }, tape);
    await Promise.race([tape.saw("secured"), tape.saw("closed")]);
    expect(tape.fault?.tls ?? "good").toBe(found);
    stream.destroy();
  });

  it.each([
    ["-tls1_2", { minVersion: "TLSv1.3" }],
    ["-tls1_3", { maxVersion: "TLSv1.2" }],
  ] as const)("do not talk to its server with %s when the settings are %j", async (option, versions) => {
    const { port } = await reverser(option);
    const { tape } = dial(port, { verify: true, ca, ...versions });
    await tape.saw("closed");
    expect(tape.fault).toMatchObject({ reason: "tls", tls: "protocol" });
  });

  it("find out that the certificate of its server was revoked", async () => {
    const { port } = await reverser();
    const issuer = createAuthority({ keyType: "ec", name: "Issuer" });
    const lost = issuer.issue({ names: [NAME] });
    const [cert, key] = [files.write("lost.pem", lost.cert), files.write("lost.key", lost.key)];
    const second = openssl("s_server", "-accept", `${HOST}:0`, "-rev", "-cert", cert, "-key", key);
    const [, own] = await second.says(/^ACCEPT .*:(\d+)$/m);
    const good = dial(Number(own), { verify: true, ca: issuer.cert, crl: issuer.crl() });
    await good.tape.saw("secured");
    good.stream.destroy();
    issuer.revoke(lost.cert);
    const { tape } = dial(Number(own), { verify: true, ca: issuer.cert, crl: issuer.crl() });
    await tape.saw("closed");
    expect(tape.fault).toMatchObject({ reason: "tls", tls: "revoked", errno: "CERT_REVOKED", peerCertificates: [{ subject: `CN=${NAME}` }] });
    const unlisted = dial(port, { verify: true, ca, crl: issuer.crl() });
    await unlisted.tape.saw("closed");
    expect(unlisted.tape.fault).toMatchObject({ tls: "untrusted", errno: "UNABLE_TO_GET_CRL" });
  });

  it.each(["rsa", "ec"] as const)("make revocation lists that its client goes by, with keys of the kind %s", async (keyType) => {
    const issuer = createAuthority({ keyType });
    const issued = issuer.issue({ names: [NAME] });
    const trusted = files.write(`${keyType}-ca.pem`, issuer.cert);
    const { tape, close } = await listen({ verify: false, ...issued });
    tape.onOffered = (offer: Offer) => void offer.accept(new StreamTape()).finish();
    const lists = [issuer.crl()];
    issuer.revoke(issued.cert);
    lists.push(issuer.crl());
    for (const [n, crl] of lists.entries()) {
      const list = files.write(`${keyType}-${n}.crl`, crl);
      const program = openssl("s_client", "-connect", `${HOST}:${tape.port}`, "-CAfile", trusted, "-CRL", list, "-crl_check_all", "-verify_return_error");
      await program.says(n === 0 ? /Verify return code: 0 \(ok\)/ : /certificate revoked/);
    }
    close();
  });

  it("serve its client, which sees a good certificate and an orderly end", async () => {
    const { tape, close } = await listen({ verify: true, ca, ...server });
    const stream = new StreamTape();
    tape.onOffered = (offer: Offer) => {
      const accepted = offer.accept(stream);
      accepted.send(Buffer.from("welcome\n"));
      accepted.finish();
    };
    const identity = ["-cert", paths.clientCert, "-key", paths.clientKey, "-alpn", "luat/1"];
    const program = openssl("s_client", "-connect", `${HOST}:${tape.port}`, "-CAfile", paths.ca, "-verify_return_error", "-verify_hostname", NAME, ...identity);
    program.write("hello\n");
    await program.says(/Verify return code: 0 \(ok\)/);
    await program.says(/welcome\n/);
    await program.says(/\nclosed\n/);
    await stream.saw("closed");
    expect([stream.text, stream.fault, tape.offers[0]?.secure]).toMatchObject(["hello\n", undefined, { alpn: "luat/1", verified: true }]);
    close();
  });

  it("take its client without a certificate where one is only requested, and with one that is good", async () => {
    const { tape, close } = await listen({ verify: true, clientCertificate: "request", ca, ...server });
    for (const [n, identity] of [[], ["-cert", paths.clientCert, "-key", paths.clientKey]].entries()) {
      const program = openssl("s_client", "-connect", `${HOST}:${tape.port}`, ...identity);
      await program.says(n === 0 ? /Acceptable client certificate CA names|Client Certificate Types|Requested Signature Algorithms/ : /Verification|Verify return code/);
      while (tape.offers.length <= n) await new Promise(setImmediate);
      await program.stop();
    }
    expect(tape.offers.map(({ secure }) => [secure?.verified, secure?.peerCertificates?.[0]?.subject])).toEqual([[false, undefined], [true, "CN=client.test"]]);
    openssl("s_client", "-connect", `${HOST}:${tape.port}`, "-cert", paths.strangerCert, "-key", paths.strangerKey);
    await tape.saw("rejected");
    expect(tape.rejections).toMatchObject([{ fault: { tls: "untrusted", peerCertificates: [{ subject: "CN=Test" }] } }]);
    close();
  });

  it("tell its client that a certificate is missing", async () => {
    const { tape, close } = await listen({ verify: true, ca, ...server });
    const program = openssl("s_client", "-connect", `${HOST}:${tape.port}`);
    await program.says(/alert certificate required/);
    await tape.saw("rejected");
    expect(tape.rejections).toMatchObject([{ fault: { reason: "tls", tls: "no-certificate" } }]);
    close();
  });

  it("do not take its client with a certificate of a stranger", async () => {
    const { tape, close } = await listen({ verify: true, ca, ...server });
    openssl("s_client", "-connect", `${HOST}:${tape.port}`, "-cert", paths.strangerCert, "-key", paths.strangerKey);
    await tape.saw("rejected");
    expect(tape.rejections).toMatchObject([{ fault: { reason: "tls", tls: "untrusted" } }]);
    expect(tape.offers).toEqual([]);
    close();
  });

  it("see that its client does not believe them", async () => {
    const { tape, close } = await listen({ verify: false, ...server });
    openssl("s_client", "-connect", `${HOST}:${tape.port}`, "-CAfile", paths.strangerCa, "-verify_return_error");
    await tape.saw("rejected");
    expect(tape.rejections).toMatchObject([{ fault: { reason: "tls", tls: "refused", errno: expect.stringContaining("UNKNOWN_CA") as string } }]);
    close();
  });
});
