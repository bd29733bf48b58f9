import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAuthority } from "@luat/adapters/certs";
import { MockNet } from "@luat/adapters/mock";
import type { Server } from "@luat/libnet";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { HERE, NOTHING_LEFT, Stage, THERE } from "./stage.js";

const PORT = 8_883;
const URL_ = `tls://${THERE}:${PORT}`;

const authority = createAuthority({ keyType: "ec", now: new MockNet().clock.wall() });
const good = authority.issue({ names: [THERE, HERE] });
const locked = authority.issue({ names: [HERE], passphrase: "secret" });

let folder: string;
let stage: Stage;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "luat-"));
  const files = { ca: authority.cert, cert: good.cert, key: good.key, "locked.cert": locked.cert, "locked.key": locked.key };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
});

afterAll(() => rm(folder, { recursive: true }));

beforeEach(() => {
  stage = new Stage();
});

const inFolder = (line: string): string => line.replaceAll("@", `${folder}/`);

async function echo(server: Server): Promise<void> {
  for await (const connection of server) {
    for await (const bytes of connection) await connection.tx(bytes);
    await connection.close();
  }
}

describe("luat connect to a TLS server", () => {
  const connect = (more: string, certificate = good, ca?: string): Promise<number> =>
    stage.playWithFiles(async () => {
      void echo(await stage.others.listen({ port: PORT, tls: { ...certificate, ca } })).catch(() => undefined);
      return stage.luat(inFolder(`connect ${URL_} --data hi --wait-after 100${more}`));
    });

  it("verifies with the given authority, and says what was settled", async () => {
    expect(await connect(" --ca @ca")).toBe(0);
    expect(stage.stdout.lines).toEqual(["> hi", "< hi"]);
    expect(stage.stderr.lines[1]).toMatch(/^\* TLSv1\.3, (\S+, )?verified$/);
    expect(stage.left).toEqual(NOTHING_LEFT);
  });

  it("goes on without verifying only with --insecure, and says so", async () => {
    expect(await connect(" --insecure")).toBe(0);
    expect(stage.stderr.lines[1]).toMatch(/, NOT VERIFIED$/);
    expect(stage.stderr.lines[2]).toBe("* the certificate is not verified: anybody on the way may read along, and answer");
  });

  it.each([
    ["an authority that is not known", "", good, "leads to no known authority", "--ca FILE"],
    ["a certificate for another name", " --ca @ca --name other.test", good, "is for other names", "--name NAME"],
    ["a certificate that is over", " --ca @ca", authority.issue({ names: [THERE], validTo: Date.UTC(2025, 11, 31) }), "has expired", "clock"],
    ["files that are no certificates", " --cert @key --key @key", good, "the certificate cannot be read", "PEM or DER"],
    ["a key without its password", " --cert @locked.cert --key @locked.key --ca @ca", good, "passphrase", "LUAT_TLS_PASSWORD"],
  ])("says what is wrong, and what to do: %s", async (_what, more, certificate, problem, hint) => {
    expect(await connect(more, certificate)).toBe(1);
    const [error = "", ...rest] = stage.stderr.lines.slice(1);
    expect(error).toMatch(/^! Cannot connect to "10\.0\.0\.1:8883": TLS failure: /);
    expect(error).toContain(problem);
    expect(rest.join("\n")).toContain(hint);
    expect(stage.stdout.lines).toEqual([]);
  });

  it("shows a certificate of its own to a server that wants one", async () => {
    stage.env["LUAT_TLS_PASSWORD"] = "secret";
    expect(await connect(" --ca @ca --cert @locked.cert --key @locked.key", good, authority.cert)).toBe(0);
    expect(stage.stdout.lines).toEqual(["> hi", "< hi"]);
  });
});

describe("luat listen for TLS clients", () => {
  const listen = (more: string, talk: () => Promise<void>): Promise<number> =>
    stage.playWithFiles(async () => {
      const running = stage.luat(inFolder(`listen tls://:${PORT} --reply hi ${more}`));
      while (!stage.stderr.bytes.includes("listening")) await stage.sleep(1);
      await talk();
      await stage.sleep(10);
      stage.interrupt();
      return running;
    });

  const ask = async (tls: object): Promise<string> => {
    const connection = await stage.others.connect({ host: HERE, port: PORT, tls });
    await connection.tx("?");
    const answer = Buffer.from((await connection.rx()) ?? []).toString();
    await connection.close();
    return answer;
  };

  it("shows its certificate, and asks for one of the client's with --ca", async () => {
    const code = await listen("--cert @cert --key @key --ca @ca", async () => {
      expect(await ask({ ca: authority.cert, ...good })).toBe("hi");
      await expect(ask({ ca: authority.cert })).rejects.toMatchObject({ code: "tls" });
    });
    expect(code).toBe(0);
    expect(stage.stderr.lines).toContainEqual(expect.stringMatching(/^\* #1 TLSv1\.3, (\S+, )?certificate verified$/));
    const rejected = stage.stderr.lines.findIndex((line) => line.includes("was rejected: TLS failure: the peer shows no certificate"));
    expect(stage.stderr.lines[rejected + 1]).toBe("  give the client a certificate of the authority in --ca, and its key");
    expect(stage.left).toEqual(NOTHING_LEFT);
  });

  it("makes a certificate for its names, of an authority that goes to a file", async () => {
    await listen("--self-signed --name broker.test --ca-out @made", async () => {
      const ca = await readFile(join(folder, "made"), "utf8");
      expect(await ask({ ca, name: "broker.test" })).toBe("hi");
      expect(await ask({ ca, name: "localhost" })).toBe("hi");
    });
    expect(stage.stderr.lines[0]).toBe(`* a certificate was made; its authority is in ${join(folder, "made")}, for --ca`);
  });

  it("else shows the authority in the log", async () => {
    await listen("--self-signed", async () => {
      const [ca] = /-----BEGIN [^]*END CERTIFICATE-----/.exec(stage.stderr.bytes.toString()) ?? [];
      expect(await ask({ ca, name: "localhost" })).toBe("hi");
    });
  });

  it("shows no authority when it cannot listen", async () => {
    const code = await stage.playWithFiles(async () => {
      const first = stage.luat(`listen tcp://:${PORT} --quiet`);
      await stage.sleep(10);
      const second = await stage.luat(`listen tls://:${PORT} --self-signed`);
      stage.interrupt();
      await first;
      return second;
    });
    expect(code).toBe(1);
    expect(stage.stderr.lines[0]).toMatch(/^! Cannot listen on /);
    expect(stage.stderr.bytes.toString()).not.toContain("CERTIFICATE");
  });

  it("refuses names that are none, and files that cannot be written", async () => {
    expect(await stage.luat("listen tls://:1 --self-signed --name a..b")).toBe(2);
    expect(await stage.luat("listen tls://:1 --self-signed --ca-out /no/such/folder/ca")).toBe(2);
    expect(stage.stderr.lines[0]).toBe('luat listen: --name is "a..b"; expected names and addresses with commas between');
    expect(stage.stderr.lines[2]).toMatch(/^luat listen: --ca-out is "\/no\/such\/folder\/ca", which cannot be written: ENOENT/);
  });
});
