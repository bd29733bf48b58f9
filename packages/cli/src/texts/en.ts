import { describeFault } from "@luat/contract";
import type { Counts } from "../counts.js";
import { quoted } from "../usage-error.js";
import { listenReason } from "./listen-reason.js";
import { settled } from "./settled.js";
import type { FileOption, Texts } from "./texts.js";
import { GATEWAY_USAGE } from "./gateway-usage-en.js";
import { CONNECT_USAGE, LISTEN_USAGE, USAGE } from "./usage-en.js";

const EXPECTED: Readonly<Record<FileOption, string>> = { ca: "certificates of authorities", cert: "a certificate", key: "the private key of --cert" };

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

function countsText(counts: Counts, ms: number): string {
  const { messagesOut, bytesOut, messagesIn, bytesIn, failed, connections } = counts;
  const out = `sent ${many(bytesOut, "byte")} in ${many(messagesOut, "message")}`;
  const lost = failed === 0 ? "" : ` (${failed} failed)`;
  return `${out}${lost}, received ${many(bytesIn, "byte")} in ${many(messagesIn, "message")}; ${many(connections, "connection")}, ${seconds(ms)}`;
}

/** What the command says in English. */
export const EN: Texts = {
  usage: USAGE,
  connectUsage: CONNECT_USAGE,
  listenUsage: LISTEN_USAGE,
  gatewayUsage: GATEWAY_USAGE,
  hints: {
    authority: "give the certificate of the authority that signed it: --ca FILE",
    "peer-name": "if the name in the certificate is the right one: --name NAME",
    clock: "is the clock of this computer right?",
    "client-certificate": "if the server wants a certificate of yours: --cert FILE --key FILE",
    password: "give the password of the key: --password TEXT, or the environment variable LUAT_TLS_PASSWORD",
    alpn: "the two sides have no application protocol in common: --alpn LIST",
    "client-needs": "give the client a certificate of the authority in --ca, and its key",
    "client-trust": "if the client does not trust this certificate: give it the authority that signed it",
    plain: "does this port speak TLS? tcp:// talks without",
    insecure: "to go on without verifying, so that anybody on the way may read along: --insecure",
    listening: "is a server running there, on that port?",
    "port-taken": "another program has that port",
    "low-port": "ports below 1024 are for the administrator, on most systems",
    name: "is the name right? does DNS work?",
    family: "with -4 or -6: the name may have addresses of the other kind only",
  },
  badFile: (option, file, why) => `--${option} is ${quoted(file)}: ${why}; expected ${EXPECTED[option]} as PEM or DER`,
  tryHelp: (command) => `Try: ${command}`,
  error: ({ message, endpoint }, place) => (place === undefined ? message : message.replace(`"${endpoint}"`, place)),
  fault: describeFault,
  connecting: (url) => `connecting to ${url}`,
  resolved: (name, address) => `${name} is ${address}`,
  online: (local, peer) => `on line: ${local} → ${peer}`,
  secured: ({ protocol, cipher, alpn, verified }) => `${settled(protocol, cipher, alpn)}, ${verified ? "verified" : "NOT VERIFIED"}`,
  unverified: "the certificate is not verified: anybody on the way may read along, and answer",
  ended: "ended by the peer",
  dropped: (count) => `${many(count, "datagram")} dropped: more came than could be shown`,
  again: (ms) => `connecting again in ${ms} ms`,
  waiting: (ms) => `all is sent; closing when nothing has come for ${ms} ms`,
  closing: "closing; press Ctrl-C again to end at once",
  counts: countsText,
  listening: (url) => `listening on ${url}`,
  authority: (file) => `a certificate was made; its authority is in ${file}, for --ca`,
  authorityFollows: "a certificate was made; this is its authority, for --ca:",
  clientSecured: (label, { protocol, cipher, alpn, verified }) => `${label} ${settled(protocol, cipher, alpn)}${verified ? ", certificate verified" : ""}`,
  clientOnline: (label, peer, now) => `${label} ${peer} is on line (${many(now, "client")} now)`,
  clientGone: (label, bytesIn, bytesOut, ms) => `${label} has gone: received ${many(bytesIn, "byte")}, sent ${many(bytesOut, "byte")}, ${seconds(ms)}`,
  clientFailed: (label, why) => `${label}: ${why}`,
  looksLikeTls: (label) => `${label}: this looks like TLS, which tcp:// does not speak; try tls://`,
  turnedAway: (peer, most) => `${peer} was turned away: at most ${many(most, "client")} at once`,
  rejected: (peer, why) => `${peer} was rejected: ${why}`,
  gatewayOn: (url, allow) => `gateway on ${url}${allow.length === 0 ? "" : `, which allows ${allow.join(" ")}`}`,
  nothingAllowed: "nothing is allowed, so nothing can be reached: --allow",
  noTokens: "no token is needed: whoever reaches this port may use what is allowed; --token-file, or LUAT_GATEWAY_TOKENS",
  noOrigins: "pages of any site may use it from the browsers of their visitors: --origin",
  nullOrigin: "the origin null is that of files, and of frames in a sandbox, which any site can make",
  noTls: "whoever is on the way can read the tokens and all that is sent: wss://, or a proxy with TLS and --trust-proxy",
  idleRule: (rule) => `${rule} allows nothing, as localhost is this computer, which must be allowed by its number: 127.0.0.1`,
  gatewayFailed(url, failure) {
    const reason = listenReason(failure);
    return `the gateway cannot listen on ${url}: ${reason === undefined ? failure.message : describeFault({ reason, errno: failure.code })}`;
  },
  gatewayLine: (text) => text,
  gatewayCounts: (channels, up, down) => `${many(channels, "channel")}, ${many(up, "byte")} up, ${many(down, "byte")} down`,
  workerEnded: (id, how) => `worker ${id} ended (${how}); another one takes its place`,
};
