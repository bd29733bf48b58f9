import type { Fault } from "@luat/contract";

/** What a URL is for. */
export type UrlUse = "server" | "listener" | "gateway";

/** What is wrong with a command line, or with other settings. `called` is the name of a setting, such as `--workers`. */
export interface UsageErrorTexts {
  readonly noCommand: string;
  unknownCommand(name: string, known: readonly string[]): string;
  unknownOption(option: string, meant: string | undefined): string;
  needsValue(option: string): string;
  takesNoValue(option: string): string;
  tooMany(argument: string): string;
  exclusive(first: string, second: string): string;
  only(called: string, what: readonly string[]): string;
  /** @param most - absent: there is no limit. */
  integer(called: string, given: unknown, least: number, most?: number): string;
  /** @param most - seconds. */
  seconds(called: string, given: string, most: number): string;
  hexDigits(called: string, given: string): string;
  oneOf(called: string, given: string, choices: readonly string[]): string;
  truth(called: string, given: unknown): string;
  text(called: string, given: unknown): string;
  list(called: string, given: unknown): string;
  keepAlive(given: string): string;
  family(option: string, host: string, kind: 4 | 6): string;
  broadcast(host: string): string;
  alpn(given: string): string;
  peerName(given: string): string;
  certificateNames(given: string): string;
  readonly certAndKey: string;
  readonly listenerNeedsCertificate: string;
  readonly gatewayNeedsCertificate: string;
  badCertificate(fault: Fault): string;
  /** @param error - the system's. */
  unreadable(called: string, path: string, error: unknown): string;
  unwritable(called: string, path: string, error: unknown): string;
  noUrl(use: UrlUse): string;
  notUrl(use: UrlUse, url: string): string;
  noPort(use: UrlUse, url: string): string;
  /** Of settings, of which the URL is one. */
  notGatewayUrl(called: string, url: string): string;
  unknownScheme(use: UrlUse, scheme: string): string;
  noHost(url: string): string;
  hostIsName(url: string): string;
  port(url: string, given: string, least: number): string;
  unknownVariable(name: string, known: readonly string[]): string;
  unknownKey(key: string, file: string, known: readonly string[]): string;
  notObject(file: string, given: unknown): string;
  notJson(called: string, path: string, error: unknown): string;
  workersWithListener(workers: string, count: number, allow: string, rule: string): string;
  /** @param message - what the gateway says of a setting, which follows its name. */
  gatewaySetting(called: string, message: string): string;
}
