import { createAuthority } from "@luat/adapters/certs";
import { MockNet } from "@luat/adapters/mock";
import { silentLog } from "@luat/contract";
import { createDevice, type Device, type ServerTlsOptions } from "@luat/libnet";
import { describe, expect, it } from "vitest";

/** What a client of either face is to do: send these, wait for an answer, and end. */
interface Job {
  readonly kind: Kind;
  readonly messages: readonly string[];
  readonly end: "in order" | "cut";
}

type Kind = "tcp" | "udp" | "tls" | "tls with CA";
type Client = (device: Device, job: Job) => Promise<void>;

const SERVER = "10.0.0.1";
const PORT = 9_000;
const authority = createAuthority({ keyType: "ec", now: new MockNet().clock.wall() });
const TLS: ServerTlsOptions = authority.issue({ names: ["server.test", SERVER] });

const faithful: Client = async (device, { kind, messages, end }) => {
  const { sys, socket, libnet } = device;
  const task = sys.taskInitEx(async () => {
    const netc = socket.create(null, "CLIENT");
    const ca = kind === "tls with CA" ? authority.cert : null;
    socket.config(netc, null, kind === "udp", kind.startsWith("tls"), 300, 10, 3, ca);
    expect(await libnet.connect("CLIENT", 5_000, netc, "server.test", PORT)).toBe(true);
    for (const message of messages) expect(await libnet.tx("CLIENT", 5_000, netc, message)).toEqual([true, false]);
    expect(await libnet.wait("CLIENT", 5_000, netc)).toEqual([true, true]);
    socket.read(netc);
    if (end === "in order") await libnet.close("CLIENT", 5_000, netc);
    socket.release(netc);
  }, "CLIENT");
  await task.done;
};

const promise: Client = async (device, { kind, messages, end }) => {
  const server = { host: "server.test", port: PORT };
  if (kind === "udp") {
    const datagrams = await device.bind({ peer: server });
    for (const message of messages) await datagrams.tx(message);
    await datagrams.rx({ timeout: 5_000 });
    await datagrams.close();
    return;
  }
  const tls = kind === "tcp" ? undefined : kind === "tls" ? { verify: false } : { ca: authority.cert };
  const connection = await device.connect({ ...server, tls });
  for (const message of messages) await connection.tx(message, { until: "sent", timeout: 5_000 });
  await connection.rx({ timeout: 5_000 });
  if (end === "in order") await connection.close();
  else await device.stop();
};

/** What the server saw of one client. */
async function seenOf(client: Client, job: Job): Promise<string[]> {
  const net = new MockNet({ latency: 5 });
  const shared = { clock: net.clock, log: silentLog, onTaskError: "throw" } as const;
  net.name("server.test", [SERVER]);
  const server = createDevice({ adapters: { LWIP_ETH: net.host(SERVER) }, ...shared });
  const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, ...shared });
  const seen: string[] = [];
  const answerAt = job.messages.join("").length;
  await net.clock.run(async () => {
    const serving = job.kind === "udp" ? serveDatagrams(server, seen, answerAt) : serve(server, job.kind, seen, answerAt);
    await client(device, job);
    await device.stop();
    await server.sys.wait(100);
    await server.stop();
    await serving;
  });
  expect([net.openStreams, net.clock.waiting]).toEqual([0, 0]);
  return seen;
}

async function serve(server: Device, kind: Kind, seen: string[], answerAt: number): Promise<void> {
  const listening = await server.listen({ port: PORT, tls: kind === "tcp" ? undefined : TLS });
  const connection = await listening.accept();
  if (connection === undefined) throw new Error("nobody came");
  let text = "";
  connection.on("end", () => seen.push("the end of its side"));
  connection.on("close", (end) => seen.push(end.kind === "broken" ? `broken: ${end.error.code}` : end.kind));
  try {
    for await (const bytes of connection) {
      text += new TextDecoder().decode(bytes);
      seen.push(text);
      if (text.length === answerAt) await connection.tx("thank you");
    }
    await connection.close();
  } catch (error) {
    seen.push(String(error));
  }
}

async function serveDatagrams(server: Device, seen: string[], answerAt: number): Promise<void> {
  const datagrams = await server.bind({ port: PORT });
  let length = 0;
  for (;;) {
    const datagram = await datagrams.rx().catch(() => undefined);
    if (datagram === undefined) return;
    seen.push(new TextDecoder().decode(datagram.bytes));
    length += datagram.bytes.length;
    if (length === answerAt) await datagrams.tx("thank you", datagram.from);
  }
}

describe("both faces cause the same bytes and the same end at the server", () => {
  it.each<Kind>(["tcp", "udp", "tls", "tls with CA"])("%s", async (kind) => {
    for (const end of ["in order", "cut"] as const) {
      const job: Job = { kind, messages: ["hello", "how are you?", "goodbye"], end };
      const seen = await seenOf(faithful, job);
      expect(seen.length).toBeGreaterThanOrEqual(3);
      expect(await seenOf(promise, job), end).toEqual(seen);
    }
  });
});
