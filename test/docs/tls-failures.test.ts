import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createAuthority } from "@luat/adapters/certs";
import { failHandshake, MockNet } from "@luat/adapters/mock";
import { createDevice, LuatError, type ConnectOptions, type Device, type ServerTlsOptions, type TlsOptions } from "@luat/libnet";
import { describe, expect, it } from "vitest";
import { ROOT } from "./examples.js";

const NAME = "server.test";
const SERVER = "10.0.0.1";
const PORT = 8883;
const COLUMNS = 5;
const NOW = new MockNet().clock.wall();
const authority = createAuthority({ keyType: "ec", now: NOW });
const stranger = createAuthority({ keyType: "ec", now: NOW });
const good = authority.issue({ names: [NAME] });
const client = authority.issue({ names: ["client.test"], passphrase: "secret" });
const lost = authority.issue({ names: [NAME] });
authority.revoke(lost.cert);
const ca = authority.cert;

/** How a failure comes about: what the client is set to, and what it meets. */
interface Scene {
  readonly tls: TlsOptions;
  /** What listens there; `"plain"`: not with TLS. */
  readonly server: ServerTlsOptions | "plain";
  readonly alert?: number;
  /** The faithful face has no such setting. */
  readonly promiseOnly?: boolean;
}

const expired = authority.issue({ names: [NAME], validTo: NOW - 60_000 });
const future = authority.issue({ names: [NAME], validFrom: NOW + 60_000 });
const SCENES: Readonly<Record<string, Scene>> = {
  ca: { tls: { ca: "no PEM" }, server: good },
  crl: { tls: { ca, crl: "no PEM" }, server: good, promiseOnly: true },
  certificate: { tls: { ca, cert: "no PEM", key: client.key }, server: good },
  key: { tls: { ca, cert: client.cert, key: "no PEM" }, server: good },
  password: { tls: { ca, ...client, passphrase: "wrong" }, server: good },
  mismatch: { tls: { ca, cert: client.cert, key: stranger.issue().key }, server: good },
  untrusted: { tls: { ca: stranger.cert }, server: good },
  expired: { tls: { ca }, server: expired },
  "not-yet-valid": { tls: { ca }, server: future },
  revoked: { tls: { ca, crl: authority.crl() }, server: lost, promiseOnly: true },
  name: { tls: { ca, name: "other.test" }, server: authority.issue({ names: ["other.test"] }) },
  "client-certificate": { tls: { ca, maxVersion: "TLSv1.2" }, server: { ...good, ca } },
  refused: { tls: { ca }, server: good, alert: 80 },
  protocol: { tls: { ca }, server: "plain" },
};

/** One row of the table: what is seen, as it is written there. */
interface Row {
  readonly tls: string;
  readonly text: string;
  readonly faithful: string;
  readonly promise: string;
}

/** Plays a scene; `work` runs on a device that reaches the server. */
async function play<T>({ server, alert }: Scene, work: (device: Device, lines: string[]) => Promise<T>): Promise<T> {
  const net = new MockNet();
  net.name(NAME, [SERVER]);
  if (alert !== undefined) net.rule(failHandshake({ alert }));
  const lines: string[] = [];
  const shared = { clock: net.clock, log: { write: (level: string, tag: string, parts: readonly unknown[]) => void lines.push(`${level} ${tag} ${parts.join(" ")}`) } };
  const there = createDevice({ adapters: { LWIP_ETH: net.host(SERVER) }, ...shared });
  const here = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, ...shared });
  return net.clock.run(async () => {
    const listening = await there.listen({ port: PORT, tls: server === "plain" ? undefined : server });
    if (server === "plain") void listening.accept().then((one) => one?.tx("no TLS here"), () => undefined);
    const result = await work(here, lines);
    await here.stop();
    await there.stop();
    return result;
  });
}

async function promiseSees(reason: string, scene: Scene): Promise<LuatError> {
  // Of another name than that of the certificate there is one way only, as the faithful face has no other.
  const tls: ConnectOptions["tls"] = reason === "name" ? { ca } : scene.tls;
  const error = await play(scene, (device) => device.connect({ host: NAME, port: PORT, tls }).then(() => "connected", (one: unknown) => one));
  if (!(error instanceof LuatError)) throw new Error(`${reason}: ${String(error)}`);
  return error;
}

function faithfulSees({ tls: { ca: server_cert, cert, key, passphrase }, ...scene }: Scene): Promise<{ what: string; log: string }> {
  return play({ tls: {}, ...scene }, async ({ socket, sys }, lines) => {
    const netc = socket.create(null, (_ctrl, event, param) => sys.publish("HEARD", event, param));
    socket.sslLog(1);
    const isSet = socket.config(netc, null, false, true, null, null, null, server_cert, cert, key, passphrase);
    if (isSet !== true) return { what: "`config` gives `false`", log: lines.join("; ") };
    const heard = sys.waitUntil("HEARD" as never, 20_000);
    socket.connect(netc, NAME, PORT);
    const [, event, param] = (await heard) as unknown as [boolean, number, number];
    return { what: event === socket.ON_LINE ? `\`ON_LINE, ${param}\`` : `event ${event}`, log: lines.join("; ") };
  });
}

/** What of the certificate, or of the setting, is told behind the text. */
const DETAILS = /, (?:\w+ is no PEM text; .*|passphrase is not that of key|key is not that of the first certificate in cert|CN=server\.test is valid from \S+ to \S+|it is for .+, not for \S+|it is issued by CN=.*)$/;

/** What is really seen of each reason. */
async function seen(reason: string, scene: Scene): Promise<Row> {
  const error = await promiseSees(reason, scene);
  const [, text = error.message] = /^Cannot connect to "server\.test:8883": TLS failure: (.*?)$/.exec(error.message.replace(DETAILS, "")) ?? [];
  const promise = `\`${error.name}\` of \`${error.op}\``;
  const tls = (error as { readonly tls?: string }).tls ?? "";
  if (scene.promiseOnly === true) return { tls, text, faithful: "cannot happen", promise };
  const { what, log } = await faithfulSees(scene);
  // Which argument it is, and what is wrong with it, follows.
  const logged = log.replace(DETAILS, "");
  const told = logged.replace(/: (server_cert|client_cert|client_key|client_password) .*$/, "");
  expect(told).toBe(`warn socket ${what.includes("config") ? "config:" : "ctrl#1 failed:"} TLS failure: ${text}`);
  expect(told !== logged).toBe(what.includes("config"));
  return { tls, text, faithful: what, promise };
}

/** The rows of a document's table of failures, by what the first cell says. */
function rowsOf(file: string): Map<string, string[]> {
  const lines = readFileSync(join(ROOT, "docs", file), "utf8").split("\n").filter((line) => /^\| `[\w-]+` \| `/.test(line));
  const rows = lines.map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  return new Map(rows.filter(({ length }) => length === COLUMNS).map((cells) => [cells[0]?.replaceAll("`", "") ?? "", cells]));
}

const WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "tls.md": { gives: "gives", of: "of", none: "cannot happen" },
  "tls.zh-CN.md": { gives: "返回", of: "来自", none: "不会发生" },
};

describe.each(Object.entries(WORDS))("the table of failures in docs/%s", (file, words) => {
  const rows = rowsOf(file);

  it.each(Object.entries(SCENES))("says of `%s` what both faces see", async (reason, scene) => {
    const { tls, text, faithful, promise } = await seen(reason, scene);
    expect(tls).toBe(reason);
    const translated = faithful === "cannot happen" ? words["none"] : faithful.replace("gives", words["gives"] ?? "");
    expect(rows.get(reason)?.slice(1, 4)).toEqual([`\`${text}\``, translated, promise.replace(" of ", ` ${words["of"]} `)]);
  });

  it("has a row for each of them and no other", () => {
    expect([...rows.keys()]).toEqual(Object.keys(SCENES));
  });
});
