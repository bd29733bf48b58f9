import type { Fault, SecureInfo } from "@luat/contract";
import type { LuatError } from "@luat/libnet";
import type { Counts } from "../counts.js";
import type { LineFields } from "./gateway-lines-zh.js";
import type { ListenFailure } from "./listen-reason.js";

/** What can be done about a failure. */
export type Hint = "authority" | "peer-name" | "clock" | "client-certificate" | "client-trust" | "client-needs" | "password" | "alpn" | "plain" | "insecure" | "listening" | "port-taken" | "low-port" | "name" | "family";

/** The options that name files of TLS. */
export type FileOption = "ca" | "cert" | "key";

/** What the command says. */
export interface Texts {
  readonly usage: string;
  readonly connectUsage: string;
  readonly listenUsage: string;
  readonly gatewayUsage: string;
  readonly hints: Readonly<Record<Hint, string>>;
  /** What is wrong with a file that an option names. */
  badFile(option: FileOption, file: string, why: string): string;
  /** How to get the help, after what is wrong about a command line. */
  tryHelp(command: string): string;
  /** @param place - in place of where the error says that it was, such as the URL that was asked for. */
  error(error: LuatError, place?: string): string;
  fault(fault: Fault): string;
  connecting(url: string): string;
  resolved(name: string, address: string): string;
  online(local: string, peer: string): string;
  secured(info: SecureInfo): string;
  readonly unverified: string;
  readonly ended: string;
  dropped(count: number): string;
  again(ms: number): string;
  waiting(ms: number): string;
  readonly closing: string;
  counts(counts: Counts, ms: number): string;
  listening(url: string): string;
  authority(file: string): string;
  readonly authorityFollows: string;
  /** Of a client: it is verified where it was asked for a certificate. */
  clientSecured(label: string, info: SecureInfo): string;
  clientOnline(label: string, peer: string, now: number): string;
  clientGone(label: string, bytesIn: number, bytesOut: number, ms: number): string;
  clientFailed(label: string, why: string): string;
  looksLikeTls(label: string): string;
  turnedAway(peer: string, most: number): string;
  rejected(peer: string, why: string): string;
  gatewayOn(url: string, allow: readonly string[]): string;
  readonly nothingAllowed: string;
  readonly noTokens: string;
  readonly noOrigins: string;
  /** `--origin null`. */
  readonly nullOrigin: string;
  /** It listens beyond this computer without TLS, and without a proxy. */
  readonly noTls: string;
  /** A rule for a name that leads to this computer, which no name may. */
  idleRule(rule: string): string;
  /** It could not listen. */
  gatewayFailed(url: string, failure: ListenFailure): string;
  /** A line of the gateway's own. @param text - the line in English. @param fields - the same as data. */
  gatewayLine(text: string, fields: LineFields): string;
  gatewayCounts(channels: number, up: number, down: number): string;
  workerEnded(id: number, how: string): string;
}
