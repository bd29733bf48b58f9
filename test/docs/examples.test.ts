import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compileErrors, readersSettings } from "./compile.js";
import { allExamples, fileNameOf, scriptsOf, type Example } from "./examples.js";
import { Script } from "./script.js";
import { inVirtualTime, siblingsOf } from "./virtual-time.js";
import { PACKAGES } from "./world.js";

/** Examples with this port talk to a real echo server on 127.0.0.1; the others live on a mock network. */
const PORT = 8888;

const examples = allExamples();
const scripts = ["start.md", "start.zh-CN.md", "lua-to-js.md", "lua-to-js.zh-CN.md"].flatMap((name) => scriptsOf(`docs/${name}`));

// A program that runs until Ctrl-C hears the signal as long as its process lives, which here goes on.
let others: NodeJS.SignalsListener[];
beforeEach(() => {
  others = process.listeners("SIGINT");
});
afterEach(() => {
  for (const listener of process.listeners("SIGINT")) if (!others.includes(listener)) process.off("SIGINT", listener);
});

function broken(code: string): Example {
  return { file: "broken.md", line: 7, code };
}

describe("the examples in documents and docstrings", () => {
  it("are found in both languages' README and in every package", () => {
    const homes = examples.map(({ file }) => file.replace(/^(packages\/\w+).*/, "$1"));
    const packages = ["adapters", "air", "contract", "corelib", "libnet", "socket"].map((name) => `packages/${name}`);
    expect(homes).toEqual(expect.arrayContaining(["README.md", "README.zh-CN.md", ...packages]));
  });

  it("compile", { timeout: 60_000 }, () => {
    const wrong = [broken('import { connect } from "@luat/libnet";\nawait connect({ port: "x" });'), broken("const n: string = 1;\nconnection.tx(netk);")];
    const errors = compileErrors([...examples, ...wrong]);
    expect(errors.filter((text) => !text.startsWith("broken.md"))).toEqual([]);
    expect(errors).toEqual([
      expect.stringMatching(/^broken.md:8: .*'string' is not assignable to type 'number'/s),
      expect.stringMatching(/^broken.md:7: .*'number' is not assignable to type 'string'/),
      expect.stringMatching(/^broken.md:8: Cannot find name 'netk'/),
    ]);
  });

  it("compile in a project that is set as the guide to the start says, plain JavaScript too", { timeout: 60_000 }, () => {
    const wrong = broken('// broken.js\n/** @param {import("@luat/libnet").Luat} luat */\nexport const install = ({ sys }) => sys.taskInit(1);');
    expect(compileErrors([...examples, ...scripts, wrong], readersSettings())).toEqual([expect.stringMatching(/^broken.md:9: .*'number' is not assignable/)]);
  });

  it.each(scripts.filter(({ file }) => file.startsWith("docs/start.")).map((example) => [`${example.file}: ${fileNameOf(example)}`, example] as const))("run as plain JavaScript: %s", async (_, example) => {
    expect((await inVirtualTime(example)).complaints).toEqual([]);
  });

  it.each(examples.map((example) => [`${example.file}:${example.line}`, example] as const))("run, and do what they say: %s", async (_, example) => {
    expect(await complaints(example)).toEqual([]);
  });

  it("are found out when they do not do what they say", async () => {
    const lies = broken('1 + 1; // 3\nconsole.log("a"); // prints "b"\nif (sys === null) {\n  2 * 2; // 4\n}\nlog.error("x");');
    expect(await complaints(lies)).toEqual([
      "broken.md:7: is 2; the comment says 3",
      `broken.md:8: prints 'b'; printed was [ 'a', 'E/x' ]`,
      "broken.md:10: was never reached",
      "broken.md:7: logs E/x",
    ]);
    await expect(complaints(broken("await Promise.reject(new Error('no'));"))).rejects.toThrow("no");
  });
});

async function complaints(example: Example): Promise<string[]> {
  return example.code.includes(String(PORT)) ? inReality(example) : (await inVirtualTime(example)).complaints;
}

/** Runs it as a reader would, against a server that sends everything back. */
async function inReality(example: Example): Promise<string[]> {
  let said = "";
  const server = createServer((client) => {
    client.on("data", (bytes) => {
      said += bytes.toString();
      client.write(bytes);
    });
  });
  const port = await listening(server);
  const script = new Script({ ...example, code: example.code.replaceAll(String(PORT), String(port)) });
  try {
    await script.run({ ...PACKAGES, ...siblingsOf(example, PACKAGES) }, {}, async () => {
      const [client] = await once(server, "connection", { signal: script.failed });
      await once(client, "close", { signal: script.failed });
    });
  } finally {
    server.close();
  }
  expect(said).not.toBe("");
  expect(script.printed.join("\n")).toContain(said);
  return script.complaints;
}

/** The very port of the examples if it is free, else another. */
async function listening(server: Server): Promise<number> {
  server.listen(PORT, "127.0.0.1");
  await once(server, "listening").catch(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  return (server.address() as AddressInfo).port;
}
