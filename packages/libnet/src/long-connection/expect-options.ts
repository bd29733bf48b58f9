import type { Clock } from "@luat/contract";
import type { ConnectOptions } from "../connection/connect.js";
import { expectHappyEyeballs } from "../connection/happy-eyeballs.js";
import { CONNECT_TIMEOUT } from "../connection/connect.js";
import { expectWay } from "../connection/way.js";
import type { Codec } from "../frames/codec.js";
import { expectFamily, expectFlag, expectHost, expectInteger, expectKeepAlive, expectKnown, expectOptions, expectPort, expectSignal, expectTimeout, shown } from "../expect.js";
import type { EndpointChooser, LongEndpoint } from "./endpoints.js";
import type { HeartbeatOptions } from "./heartbeat.js";
import type { InboxSettings } from "./inbox.js";
import type { ItemStore } from "./item-store.js";
import type { WatchdogOptions } from "./network-watchdog.js";
import type { InboxOptions, LongConnectionOptions, LongConnectionSettings, QueueOptions, RetryOptions } from "./options.js";
import type { RetrySettings } from "./retry-delay.js";
import type { QueueSettings } from "./send-queue.js";

const LOGIN_TIMEOUT = 15_000;
/** The most milliseconds between two attempts. */
const MAX_DELAY = 60_000;
const RETRY = "milliseconds or { delay, factor, max, jitter, random, maxTries, stableAfter }";

/** The options of a long connection, checked, with their defaults. */
export interface Settings<In, Out> {
  readonly endpoints: readonly LongEndpoint[] | EndpointChooser;
  /** What else each attempt to connect takes. */
  readonly connect: Omit<ConnectOptions, "host" | "port" | "signal">;
  /** Of an attempt; absent: no limit. */
  readonly timeout: number | undefined;
  readonly codec: Codec<In, Out>;
  readonly login: LongConnectionSettings<In, Out>["login"];
  readonly loginTimeout: number | undefined;
  readonly isFinal: LongConnectionSettings<In, Out>["isFinal"];
  readonly queue: QueueSettings & { readonly atLeastOnce: boolean; readonly store: ItemStore | undefined };
  readonly heartbeat: HeartbeatOptions<Out> | undefined;
  readonly receiveTimeout: number | undefined;
  readonly retry: RetrySettings & { readonly maxTries: number; readonly stableAfter: number };
  readonly watchdog: WatchdogOptions | undefined;
  readonly inbox: InboxSettings;
  readonly signal: AbortSignal | undefined;
}

const OF_CONNECT = { tls: true, family: true, happyEyeballs: true, through: true, localPort: true, keepAlive: true, adapter: true, timeout: true } satisfies {
  readonly [name in Exclude<keyof ConnectOptions, "host" | "port" | "signal">]: true;
};
const OF_ALL = {
  ...{ host: true, port: true, endpoints: true, ...OF_CONNECT },
  ...{ frames: true, login: true, loginTimeout: true, isFinal: true, queue: true, heartbeat: true, receiveTimeout: true },
  ...{ retry: true, watchdog: true, inbox: true, signal: true },
} satisfies Readonly<Record<keyof LongConnectionOptions, true>>;
const OF_GROUPS = {
  queue: { policy: true, maxItems: true, maxBytes: true, atLeastOnce: true, store: true },
  heartbeat: { interval: true, idle: true, data: true },
  retry: { delay: true, factor: true, max: true, jitter: true, random: true, maxTries: true, stableAfter: true },
  watchdog: { timeout: true, onBite: true, feedOnSend: true },
  inbox: { policy: true, maxBytes: true },
} satisfies Readonly<Record<string, Readonly<Record<string, true>>>>;

/**
 * Checks all options, so that the first mistake is told by who made it and not hours later by an attempt.
 *
 * @param plain - what is used without `frames`.
 * @param clock - of the device, whose chance is used without `retry.random`.
 * @throws TypeError, RangeError
 */
export function expectLongOptions<In, Out>(options: LongConnectionOptions<In, Out>, plain: Codec<In, Out>, clock: Clock): Settings<In, Out> {
  expectUngrouped(options);
  expectKnown(options, "longConnection", OF_ALL, "options");
  const { tls, family, happyEyeballs, through, localPort, keepAlive, adapter, timeout } = options;
  expectFamily(family);
  expectKeepAlive(keepAlive);
  expectTls(tls, "tls");
  expectHappyEyeballs(happyEyeballs, localPort === undefined ? 0 : expectPort(localPort, "localPort", 0));
  return {
    endpoints: expectEndpoints(options),
    connect: { tls, family, happyEyeballs, through: expectWay(through), localPort, keepAlive, adapter, timeout },
    timeout: timeout === undefined ? CONNECT_TIMEOUT : expectTimeout(timeout),
    codec: options.frames === undefined ? plain : expectCodec(options.frames),
    login: expectFunction(options.login, "login"),
    loginTimeout: options.loginTimeout === undefined ? LOGIN_TIMEOUT : expectTimeout(options.loginTimeout, "loginTimeout"),
    isFinal: expectFunction(options.isFinal, "isFinal"),
    queue: expectQueue(options.queue ?? {}),
    heartbeat: options.heartbeat === undefined ? undefined : expectHeartbeat(options.heartbeat),
    receiveTimeout: expectTimeout(options.receiveTimeout, "receiveTimeout"),
    retry: expectRetry(options.retry ?? {}, clock),
    watchdog: options.watchdog === undefined ? undefined : expectWatchdog(options.watchdog),
    inbox: expectInbox(options.inbox ?? {}),
    signal: expectSignal(options.signal),
  };
}

/** Checks one server; `name` says where it stands. */
export function expectEndpoint(endpoint: LongEndpoint, name: string): LongEndpoint {
  const { host, port, tls, family } = expectKnown(endpoint, name, { host: true, port: true, tls: true, family: true });
  expectHost(host, `${name}.host`);
  expectPort(port, `${name}.port`, 1);
  expectTls(tls, `${name}.tls`);
  expectFamily(family);
  return endpoint;
}

/** What belongs into a group, such as `queue`, is told where it belongs. */
function expectUngrouped(options: object): void {
  for (const key of Object.keys(expectOptions(options))) {
    if (Object.hasOwn(OF_ALL, key)) continue;
    const groups = Object.entries(OF_GROUPS).filter(([, known]) => Object.hasOwn(known, key));
    if (groups.length > 0) throw new TypeError(`${key} is no option of longConnection itself; did you mean ${groups.map(([group]) => `${group}.${key}`).join(" or ")}?`);
  }
}

function expectEndpoints<In, Out>({ host, port, endpoints }: LongConnectionOptions<In, Out>): readonly LongEndpoint[] | EndpointChooser {
  if (endpoints === undefined) return [{ host: expectHost(host, "host"), port: expectPort(port, "port", 1) }];
  for (const [name, value] of Object.entries({ host, port }) as Array<[string, unknown]>) {
    if (value !== undefined) throw new TypeError(`${name} is ${shown(value)}; expected none beside endpoints`);
  }
  if (typeof endpoints === "function") return endpoints;
  if (!Array.isArray(endpoints) || endpoints.length === 0) throw new TypeError(`endpoints is ${Array.isArray(endpoints) ? "empty" : shown(endpoints)}; expected a list of at least one, or a function`);
  return endpoints.map((endpoint: LongEndpoint, n) => expectEndpoint(endpoint, `endpoints[${n}]`));
}

function expectTls(tls: unknown, name: string): void {
  if (tls !== undefined && typeof tls !== "boolean") expectOptions(tls as object, name, "true, false or an object");
}

function expectCodec<In, Out>(codec: Codec<In, Out>): Codec<In, Out> {
  const { encode, decoder } = expectOptions(codec, "frames");
  if (typeof encode !== "function" || typeof decoder !== "function") throw new TypeError("frames has no encode or no decoder; expected a codec");
  return codec;
}

function expectQueue(options: QueueOptions): Settings<never, never>["queue"] {
  const { policy = "keep", maxItems, maxBytes, atLeastOnce, store } = expectGroup(options, "queue", "{ policy, maxItems, maxBytes, atLeastOnce, store }");
  if (policy !== "keep" && policy !== "fail" && policy !== "dropOldest") throw new TypeError(`queue.policy is ${shown(policy)}; expected "keep", "fail" or "dropOldest"`);
  if (policy === "fail" && (atLeastOnce !== undefined || store !== undefined)) throw new TypeError(`queue.${store === undefined ? "atLeastOnce" : "store"} is given; expected none with the policy "fail", which keeps nothing`);
  if (store !== undefined) {
    const { load, save } = expectOptions(store, "queue.store");
    if (typeof load !== "function" || typeof save !== "function") throw new TypeError("queue.store has no load or no save; expected both functions");
  }
  return {
    policy,
    maxItems: expectCount(maxItems ?? 1_000, "queue.maxItems"),
    maxBytes: expectCount(maxBytes ?? 1_048_576, "queue.maxBytes"),
    atLeastOnce: expectFlag(atLeastOnce, "queue.atLeastOnce"),
    store,
  };
}

function expectHeartbeat<Out>(options: HeartbeatOptions<Out>): HeartbeatOptions<Out> {
  const { interval, idle, data } = expectGroup(options, "heartbeat", "{ interval, data } or { idle, data }");
  if ((interval === undefined) === (idle === undefined)) throw new TypeError(`heartbeat has ${interval === undefined ? "neither interval nor idle" : "interval and idle"}; expected one of them`);
  if (data === undefined) throw new TypeError("heartbeat.data is undefined; expected what to send, or a function");
  expectDuration(interval ?? idle, interval === undefined ? "heartbeat.idle" : "heartbeat.interval");
  return options;
}

function expectRetry(options: number | RetryOptions, clock: Clock): Settings<never, never>["retry"] {
  if (typeof options === "number") return { ...expectRetry({}, clock), delay: expectDuration(options, "retry"), factor: 1, max: options, jitter: false };
  const { delay = 1_000, factor = 2, jitter = true, random = chanceOf(clock), maxTries = Infinity, stableAfter = 10_000, ...given } = expectGroup(options, "retry", RETRY);
  expectDuration(delay, "retry.delay");
  const max = given.max === undefined ? Math.max(MAX_DELAY, delay) : expectDuration(given.max, "retry.max");
  if (max < delay) throw new RangeError(`retry.max is ${max}; expected at least retry.delay, ${delay} ms (how many attempts there are says retry.maxTries)`);
  expectFlag(jitter, "retry.jitter");
  if (typeof factor !== "number" || !(factor >= 1 && factor < Infinity)) throw new RangeError(`retry.factor is ${shown(factor)}; expected a number of at least 1`);
  if (typeof stableAfter !== "number" || !(stableAfter >= 0 && stableAfter < Infinity)) throw new RangeError(`retry.stableAfter is ${shown(stableAfter)}; expected a number of milliseconds of at least 0`);
  expectFunction(random, "retry.random");
  return { delay, factor, max, jitter, random, maxTries: maxTries === Infinity ? maxTries : expectInteger(maxTries, "retry.maxTries", 1), stableAfter };
}

function expectWatchdog(options: WatchdogOptions): WatchdogOptions {
  const { timeout, onBite, feedOnSend } = expectGroup(options, "watchdog", "{ timeout, onBite, feedOnSend }");
  expectDuration(timeout, "watchdog.timeout");
  if (typeof onBite !== "function") throw new TypeError(`watchdog.onBite is ${shown(onBite)}; expected a function`);
  expectFlag(feedOnSend, "watchdog.feedOnSend");
  return options;
}

function expectInbox(options: InboxOptions): InboxSettings {
  const { policy = "pause", maxBytes = 131_072 } = expectGroup(options, "inbox", "{ policy, maxBytes }");
  if (policy !== "pause" && policy !== "dropOldest") throw new TypeError(`inbox.policy is ${shown(policy)}; expected "pause" or "dropOldest"`);
  return { policy, maxBytes: expectCount(maxBytes, "inbox.maxBytes") };
}

function expectGroup<T extends object>(options: T, name: keyof typeof OF_GROUPS, expected: string): T {
  return expectKnown(options, name, OF_GROUPS[name], name, expected);
}

function chanceOf(clock: Clock): () => number {
  return () => clock.random?.() ?? Math.random();
}

/** Milliseconds above 0, and not for ever. */
function expectDuration(value: unknown, name: string): number {
  if (typeof value !== "number") throw new TypeError(`${name} is ${shown(value)}; expected a number of milliseconds`);
  if (!(value > 0 && value < Infinity)) throw new RangeError(`${name} is ${value}; expected a number of milliseconds above 0`);
  return value;
}

/** An integer of at least 1, or no limit. */
function expectCount(value: unknown, name: string): number {
  return value === Infinity ? Infinity : expectInteger(value, name, 1);
}

function expectFunction<T>(value: T, name: string): T {
  if (value !== undefined && typeof value !== "function") throw new TypeError(`${name} is ${shown(value)}; expected a function`);
  return value;
}
