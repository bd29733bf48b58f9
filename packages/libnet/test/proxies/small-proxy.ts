import type { Connection, Device, Server } from "../../src/index.js";

/** What a proxy was asked for. */
export interface Asked {
  readonly kind: "http" | "socks5";
  readonly target: string;
  readonly who: string | undefined;
}

/** Serves `kind` on a listener of a device; where `known` is set, to whoever says that. */
export async function proxy(kind: Asked["kind"], device: Device, server: Server, asked: Asked[], known?: string): Promise<void> {
  for await (const client of server) {
    (async () => {
      const target = await (kind === "http" ? greetHttp(client, asked, known) : greetSocks(client, asked, known));
      if (target === undefined) return;
      const other = await device.connect(target);
      await client.tx(kind === "http" ? "HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n" : Uint8Array.of(5, 0, 0, 3, 4, 116, 101, 115, 116, 0, 80));
      await Promise.all([forward(client, other), forward(other, client)]);
    })().catch(() => {
      client.abort();
    });
  }
}

async function forward(from: Connection, to: Connection): Promise<void> {
  for await (const bytes of from) await to.tx(bytes);
  await to.finish();
}

async function greetHttp(client: Connection, asked: Asked[], known: string | undefined): Promise<{ host: string; port: number } | undefined> {
  const head = new TextDecoder().decode(await client.rxUntil("\r\n\r\n"));
  const [, target = ""] = /^CONNECT (\S+) HTTP\/1.1\r\n/.exec(head) ?? [];
  const [, encoded] = /^Proxy-Authorization: Basic (.*)$/m.exec(head) ?? [];
  const who = encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString();
  asked.push({ kind: "http", target, who });
  if (who !== known) {
    await client.tx("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
    await client.close();
    return undefined;
  }
  const at = target.lastIndexOf(":");
  return { host: target.slice(0, at).replace(/^\[|\]$/g, ""), port: Number(target.slice(at + 1)) };
}

async function greetSocks(client: Connection, asked: Asked[], known: string | undefined): Promise<{ host: string; port: number } | undefined> {
  const take = async (size: number): Promise<Buffer> => Buffer.from((await client.rxExactly(size)) ?? []);
  const [, count = 0] = await take(2);
  const methods = await take(count);
  const method = known === undefined ? 0 : methods.includes(2) ? 2 : 255;
  await client.tx(Uint8Array.of(5, method));
  let who: string | undefined;
  if (method === 2) {
    const name = await take((await take(2))[1] ?? 0);
    const password = await take((await take(1))[0] ?? 0);
    who = `${name}:${password}`;
    await client.tx(Uint8Array.of(1, who === known ? 0 : 1));
  }
  if (method === 255 || who !== known) return undefined;
  const [, , , kind] = await take(4);
  const host = kind === 3 ? String(await take((await take(1))[0] ?? 0)) : kind === 1 ? [...(await take(4))].join(".") : (await take(16)).toString("hex");
  const port = (await take(2)).readUInt16BE();
  asked.push({ kind: "socks5", target: `${host}:${port}`, who });
  if (port === 9) {
    await client.tx(Uint8Array.of(5, 5, 0, 1, 0, 0, 0, 0, 0, 0));
    await client.close();
    return undefined;
  }
  return { host, port };
}
