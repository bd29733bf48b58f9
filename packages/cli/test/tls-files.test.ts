import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseArguments, readTlsFiles, TLS_OPTIONS } from "../src/index.js";
import { refusal } from "./refusal.js";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "luat-"));
  await Promise.all(["ca", "cert", "key"].map((name) => writeFile(join(folder, name), `the ${name}`)));
});

afterAll(() => rm(folder, { recursive: true }));

const read = (line: string, env = {}): ReturnType<typeof readTlsFiles> =>
  readTlsFiles(parseArguments(line === "" ? [] : line.replaceAll("/tmp/", `${folder}/`).split(" "), TLS_OPTIONS), env);

describe("readTlsFiles", () => {
  it("verifies unless told not to", async () => {
    expect((await read("")).verify).toBe(true);
    expect((await read("--insecure")).verify).toBe(false);
  });

  it("reads the files, and takes the rest as it is", async () => {
    const { ca, cert, key, ...rest } = await read("--ca /tmp/ca --cert /tmp/cert --key /tmp/key --password secret --name a.test --alpn h2,mqtt");
    expect([ca, cert, key].map((file) => Buffer.from(file ?? "").toString())).toEqual(["the ca", "the cert", "the key"]);
    expect(rest).toEqual({ verify: true, passphrase: "secret", name: "a.test", alpn: ["h2", "mqtt"] });
  });

  it("takes the password from the environment when the command line has none", async () => {
    const env = { LUAT_TLS_PASSWORD: "from there" };
    expect((await read("--cert /tmp/cert --key /tmp/key", env)).passphrase).toBe("from there");
    expect((await read("--cert /tmp/cert --key /tmp/key --password here", env)).passphrase).toBe("here");
    expect((await read("", env)).passphrase).toBeUndefined();
  });

  it.each([
    ["--cert /tmp/cert", "--cert and --key need each other"],
    ["--insecure --ca /tmp/ca", "--insecure and --ca exclude each other"],
    ["--name a/b", '--name is "a/b"; expected a name or an address'],
    ["--alpn h2,", '--alpn is "h2,"; expected names with commas between'],
  ])("refuses %s, and says why", async (line, message) => {
    await expect(read(line)).rejects.toThrow(refusal(message));
  });

  it("names the option and the file that cannot be read", async () => {
    await expect(read("--ca /tmp/none")).rejects.toThrow(/^--ca is ".*\/none", which cannot be read: ENOENT/);
  });
});
