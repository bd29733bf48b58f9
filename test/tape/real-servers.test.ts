import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect as connectTcp, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { createAuthority } from "@luat/adapters/certs";
import { VirtualClock } from "@luat/adapters/mock";
import { nodeAdapter } from "@luat/adapters/node";
import { record, replay } from "@luat/adapters/tape";
import { systemClock, type Adapter, type Clock } from "@luat/contract";
import { createDevice, type Device } from "@luat/libnet";
import { describe, expect, it } from "vitest";

/** A program, and what it found out. */
type Program = (device: Device) => Promise<unknown>;

const handles = (): number => process.getActiveResourcesInfo().filter((name) => /TCP|UDP|Pipe/.test(name)).length;
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

async function run(card: Adapter, clock: Clock, program: Program): Promise<unknown> {
  const device = createDevice({ adapters: { ETH0: card }, clock, logLevel: "silent" });
  try {
    return await program(device);
  } finally {
    await device.stop();
  }
}

/** Runs the program on the real network, and gives what it found out and the transcript. */
async function recorded(program: Program): Promise<{ found: unknown; transcript: string }> {
  let transcript = "";
  const found = await run(record(nodeAdapter({ localAddress: "127.0.0.1" }), { write: (line) => (transcript += `${line}\n`), clock: systemClock }), systemClock, program);
  return { found, transcript };
}

/** Runs the program on what was recorded, in virtual time. */
async function replayed(transcript: string, program: Program, options: { mode?: "strict" | "lenient"; speed?: number } = {}): Promise<unknown> {
  const clock = new VirtualClock();
  const card = replay(transcript, { clock, ...options });
  const before = handles();
  const found = await clock.run(async () => {
    const running = run(card, clock, program);
    expect(handles()).toBe(before);
    return running;
  });
  card.assertDone();
  expect(clock.waiting).toBe(0);
  return found;
}

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** Greets, answers each line in capitals, and says goodbye to "quit". */
function serve(client: Socket): void {
  client.on("error", () => undefined);
  client.write("hello\n");
  let line = "";
  client.on("data", (bytes) => {
    for (const char of bytes.toString()) {
      line += char;
      if (char !== "\n") continue;
      if (line === "quit\n") client.end("bye\n");
      else setTimeout(() => client.write(line.toUpperCase(), () => (line = "")), 20);
    }
  });
}

/** Logs in, asks, and reads to the end, with pauses of a minute that are none when it is replayed. */
const talk =
  (port: number, name: string, pause: number, tls?: { readonly ca: string }): Program =>
  async ({ connect, sys }) => {
    const connection = await connect({ host: "127.0.0.1", port, ...(tls && { tls }) });
    let heard = text(await connection.rx());
    await connection.tx(name.slice(0, 2));
    await connection.tx(`${name.slice(2)}\n`);
    heard += text(await connection.rx());
    await sys.wait(pause);
    await connection.tx("quit\n");
    for await (const bytes of connection) heard += text(bytes);
    await connection.close();
    return heard;
  };

describe("a conversation with a real server", () => {
  it("over TCP passes later without the server, and fails with other bytes", async () => {
    const server = createServer(serve);
    const port = await listening(server);
    const { found, transcript } = await recorded(talk(port, "meter", 10));
    server.close();
    await once(server, "close");
    expect(found).toBe("hello\nMETER\nbye\n");
    expect(await replayed(transcript, talk(port, "meter", 10))).toBe(found);
    expect(await replayed(transcript, talk(port, "meter", 3_600_000))).toBe(found);
    expect(await replayed(transcript, talk(port, "meter", 10), { speed: Infinity })).toBe(found);
    expect(await replayed(transcript, talk(port, "Meter", 10), { mode: "lenient" })).toBe(found);
    await expect(replayed(transcript, talk(port, "motor", 10))).rejects.toMatchObject({ name: "ReplayError", message: expect.stringMatching(/^line \d+ of the transcript: byte \d of \d differs: expected ".*" \([\da-f ]+\), but the program sent "/) });
    await expect(replayed(transcript, talk(port + 1, "meter", 10))).rejects.toMatchObject({ name: "ReplayError", message: expect.stringMatching(/^line 2 of the transcript: expected the program to dial 127\.0\.0\.1:\d+, but it did dial /) });
  });

  it("over TLS is recorded above it: the bytes are plain, and no key is needed", async () => {
    const authority = createAuthority({ keyType: "ec" });
    const server = createTlsServer({ ...authority.issue({ names: ["127.0.0.1"] }) }, serve);
    const port = await listening(server);
    const { found, transcript } = await recorded(talk(port, "meter", 10, { ca: authority.cert }));
    server.close();
    await once(server, "close");
    expect(transcript).toMatch(/"ev":"secured","info":\{"protocol":"TLSv1\.3",.*"verified":true,"resumed":false\}/);
    expect(transcript).toContain('"text":"quit\\n"');
    expect(transcript).not.toContain("BEGIN");
    expect(await replayed(transcript, talk(port, "meter", 10, { ca: "" }))).toBe(found);
  });

  it("that refuses is refused again", async () => {
    const server = createServer();
    const port = await listening(server);
    server.close();
    await once(server, "close");
    const program: Program = ({ connect }) => connect({ host: "127.0.0.1", port }).catch(({ code }: { code: string }) => code);
    const { found, transcript } = await recorded(program);
    expect(found).toBe("refused");
    expect(await replayed(transcript, program)).toBe("refused");
  });

  it("over UDP passes later without the server", async () => {
    const server = createSocket("udp4", (bytes, { port }) => void server.send(bytes.toString().toUpperCase(), port, "127.0.0.1"));
    server.bind(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address();
    const program: Program = async ({ bind }) => {
      const socket = await bind({ peer: { host: "127.0.0.1", port } });
      const found: string[] = [];
      for (const word of ["one", "two", "three"]) {
        await socket.tx(word);
        found.push(text((await socket.rx())?.bytes));
      }
      await socket.close();
      return found;
    };
    const { found, transcript } = await recorded(program);
    server.close();
    await once(server, "close");
    expect(found).toEqual(["ONE", "TWO", "THREE"]);
    expect(await replayed(transcript, program)).toEqual(found);
    expect(await replayed(transcript, program, { mode: "lenient", speed: Infinity })).toEqual(found);
  });
});

describe("a program that serves", () => {
  it("serves its recorded clients again without any", async () => {
    const names: string[] = [];
    const program =
      (onListening: (port: number) => void): Program =>
      async ({ listen }) => {
        const server = await listen({ host: "127.0.0.1", port: 0 });
        onListening(server.local.port);
        const served: string[] = [];
        for (let i = 0; i < 2; i++) {
          const client = await server.accept();
          if (client === undefined) throw new Error("the server was closed");
          const name = text(await client.rx());
          await client.tx(`hello, ${name}`);
          await client.wait();
          await client.close();
          served.push(name);
        }
        await server.close();
        return served;
      };
    const visit = async (port: number): Promise<void> => {
      for (const name of ["ann", "bob"]) {
        const client = connectTcp(port, "127.0.0.1");
        client.write(name);
        const [answer] = (await once(client, "data")) as [Buffer];
        names.push(answer.toString());
        client.end();
        await once(client, "close");
      }
    };
    let visits: Promise<void> | undefined;
    const { found, transcript } = await recorded(
      program((port) => {
        visits = visit(port);
      }),
    );
    await visits;
    expect([found, names]).toEqual([
      ["ann", "bob"],
      ["hello, ann", "hello, bob"],
    ]);
    expect(await replayed(transcript, program(() => undefined))).toEqual(found);
    expect(await replayed(transcript, program(() => undefined), { mode: "lenient", speed: Infinity })).toEqual(found);
  });
});
