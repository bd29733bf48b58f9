import { describeFault } from "@luat/contract";
import { quoted } from "../usage-error.js";
import type { UrlUse, UsageErrorTexts } from "./usage-error-texts.js";

const FORMS: Readonly<Record<UrlUse, string>> = {
  server: "tcp://host:port, tls://host:port or udp://host:port",
  listener: "tcp://[host]:port, tls://[host]:port or udp://[host]:port",
  gateway: "ws://[host]:port[/path] or wss://[host]:port[/path]",
};
const QUESTIONS: Readonly<Record<UrlUse, string>> = { server: "where to?", listener: "where?", gateway: "where?" };
const MEANT: Readonly<Record<UrlUse, string>> = { server: "a server", listener: "where to listen", gateway: "where to listen" };

const formOf = (use: UrlUse): string => `expected ${FORMS[use]}${use === "server" ? "" : ", the host may be left out"}`;
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What is wrong with a command line, in English. */
export const USAGE_ERRORS_EN: UsageErrorTexts = {
  noCommand: "what shall it do?",
  unknownCommand: (name, known) => `${quoted(name)} is no command; expected ${known.join(", ")}`,
  unknownOption: (option, meant) => `${option} is no option${meant === undefined ? "" : `; did you mean ${meant}?`}`,
  needsValue: (option) => `${option} needs a value; one that begins with a dash is written ${option}=VALUE`,
  takesNoValue: (option) => `${option} takes no value`,
  tooMany: (argument) => `${quoted(argument)} is one argument too many`,
  exclusive: (first, second) => `${first} and ${second} exclude each other`,
  only: (called, what) => `${called} is for ${what.join(" and ")} only`,
  integer: (called, given, least, most) => `${called} is ${quoted(given)}; expected an integer ${most === undefined ? `of at least ${least}` : `from ${least} to ${most}`}`,
  seconds: (called, given, most) => `${called} is ${quoted(given)}; expected seconds above 0 and up to ${most}, such as 20 or 2.5`,
  hexDigits: (called, given) => `${called} is ${quoted(given)}; expected pairs of hex digits, such as "01 03 0a"`,
  oneOf: (called, given, choices) => `${called} is ${quoted(given)}; expected ${choices.join(" or ")}`,
  truth: (called, given) => `${called} is ${quoted(given)}; expected true or false`,
  text: (called, given) => `${called} is ${quoted(given)}; expected a text`,
  list: (called, given) => `${called} is ${quoted(given)}; expected a list of texts`,
  keepAlive: (given) => `--keep-alive is ${quoted(given)}; expected seconds of silence from 1 to 99999, or these with seconds between probes and their number, such as 300,10,3`,
  family: (option, host, kind) => `${option} is with ${quoted(host)}; expected a name or an IPv${kind} address`,
  broadcast: (host) => `--broadcast is with ${quoted(host)}; expected a broadcast address, such as 192.168.1.255`,
  alpn: (given) => `--alpn is ${quoted(given)}; expected names with commas between`,
  peerName: (given) => `--name is ${quoted(given)}; expected a name or an address`,
  certificateNames: (given) => `--name is ${quoted(given)}; expected names and addresses with commas between`,
  certAndKey: "--cert and --key need each other",
  listenerNeedsCertificate: "tls:// needs a certificate: --cert and --key, or --self-signed",
  gatewayNeedsCertificate: "wss:// needs a certificate: --cert and --key",
  badCertificate: (fault) => `the certificate and its key cannot be used: ${describeFault(fault)}`,
  unreadable: (called, path, error) => `${called} is ${quoted(path)}, which cannot be read: ${messageOf(error)}`,
  unwritable: (called, path, error) => `${called} is ${quoted(path)}, which cannot be written: ${messageOf(error)}`,
  noUrl: (use) => `${QUESTIONS[use]} Expected ${FORMS[use]}`,
  noPort: (use, url) => `${quoted(url)} has no port; ${formOf(use)}`,
  notUrl: (use, url) => `${quoted(url)} is not ${MEANT[use]}; ${formOf(use)}`,
  notGatewayUrl: (called, url) => `${called} is ${quoted(url)}; ${formOf("gateway")}`,
  unknownScheme: (use, scheme) => `${scheme}:// is unknown; ${formOf(use)}`,
  noHost: (url) => `${quoted(url)} has no host; ${formOf("server")}`,
  hostIsName: (url) => `the host of ${quoted(url)} is a name; expected an address of this computer, or none for all of them`,
  port: (url, given, least) => `the port of ${quoted(url)} is ${given}; expected ${least} to 65535`,
  unknownVariable: (name, known) => `${name} is no setting; expected one of ${known.join(", ")}`,
  unknownKey: (key, file, known) => `${quoted(key)} in ${file} is no setting; expected one of ${known.join(", ")}`,
  notObject: (file, given) => `${file} is ${Array.isArray(given) ? "a list" : quoted(given)}; expected an object of settings`,
  notJson: (called, path, error) => `${called} is ${quoted(path)}, which is no JSON: ${messageOf(error)}`,
  workersWithListener: (workers, count, allow, rule) =>
    `${workers} is ${count} and ${allow} has ${quoted(rule)}; clients of a listener can only be accepted in the process that holds it, so listeners need a gateway with one worker`,
  gatewaySetting: (called, message) => `${called}${message}`,
};
