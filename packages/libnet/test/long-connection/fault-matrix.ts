import { MockNet } from "@luat/adapters/mock";
import { silentLog } from "@luat/contract";
import { createDevice } from "../../src/index.js";
import { longConnection, type LongConnectionState } from "../../src/long-connection/index.js";
import { CLIENT } from "../simulated.js";
import { NAME, PORT, TroubledServer, type FaultName } from "./troubled-server.js";

/** When a fault begins. */
export const PHASES = ["connect", "login", "idle", "sending", "receiving", "closing"] as const;
export type Phase = (typeof PHASES)[number];

/** What came of one fault in one phase. */
export interface Cell {
  /** How it was noticed: the code of the error; absent: it was not. */
  readonly noticed: string | undefined;
  /** Milliseconds from the fault until it was noticed. */
  readonly noticedAfter: number;
  /** Milliseconds from the fault until it was on line again; absent: it was not, or it was on line all the time. */
  readonly onlineAfter: number | undefined;
  /** What came of each item that was sent. */
  readonly items: readonly string[];
  /** Bytes that were received, of 199,999 that were asked for. */
  readonly bytesIn: number;
  /** Milliseconds that the stop took. */
  readonly stopped: number | undefined;
  /** What went against the rules. */
  readonly wrongs: readonly string[];
}

/** An item of 200,000 bytes, and a small one behind it. */
const BIG = `big ${"x".repeat(199_995)}\n`;
const SMALL = "small\n";
/** What the server's long answer is made of. */
const LETTER = "x".charCodeAt(0);

/** Lets one thing go wrong in one phase, and looks at what happens. */
export async function happens(fault: FaultName, phase: Phase): Promise<Cell> {
  const net = new MockNet({ latency: 50 });
  const { clock } = net;
  const card = net.host(CLIENT);
  const device = createDevice({ adapters: { LWIP_GP: card }, log: silentLog });
  const server = new TroubledServer(net);
  const wrongs: string[] = [];
  net.rule(() => {
    if (card.openStreams > 1) wrongs.push(`${card.openStreams} connections at ${clock.now()} ms`);
    return "pass";
  });
  let began = 0;
  const begin = (): void => {
    began = clock.now();
    server.trouble(fault);
  };
  if (phase === "connect") begin();
  const long = longConnection({
    ...{ host: NAME, port: PORT, timeout: 10_000, receiveTimeout: 30_000, loginTimeout: 5_000, retry: { delay: 1_000, max: 5_000, jitter: false } },
    heartbeat: { idle: 10_000, data: "ping\n" },
    login: async (session) => {
      await session.tx("user\n");
      if ((await session.rx()) === undefined) throw new Error("the server left before it answered");
    },
  }, device);
  const states: Array<{ readonly at: number; readonly state: LongConnectionState }> = [];
  long.on("state", (state) => states.push({ at: clock.now(), state }));
  let bytesIn = 0;
  const reading = (async () => {
    for await (const bytes of long) bytesIn += bytes.filter((byte) => byte === LETTER).length;
  })();
  const items: Array<Promise<string>> = [];
  const send = (item: string): void => {
    items.push(long.tx(item).then(() => "sent", (error: { reason?: string; code: string }) => error.reason ?? error.code));
  };
  let stopped: number | undefined;
  let stopping: Promise<void> | undefined;
  switch (phase) {
    case "connect":
      break;
    case "login":
      // It is connected and has asked; the answer is still to come.
      await clock.advance(300);
      begin();
      break;
    case "idle":
      await clock.advance(5_000);
      begin();
      break;
    case "sending":
      await clock.advance(5_000);
      send(BIG);
      send(SMALL);
      await clock.advance(150);
      begin();
      break;
    case "receiving":
      await clock.advance(5_000);
      await clock.run(() => long.tx("get\n"));
      await clock.advance(700);
      begin();
      break;
    case "closing":
      await clock.advance(5_000);
      stopping = long.stop({ deadline: 10_000 });
      begin();
      await clock.run(() => stopping ?? Promise.resolve());
      stopped = clock.now() - began;
  }
  await clock.advance(120_000);
  const last = phase === "closing" ? "stopped" : "online";
  if (long.state.kind !== last) wrongs.push(`it ends ${long.state.kind}`);
  stopping ??= long.stop({ deadline: 0 });
  await clock.run(() => Promise.all([stopping, reading]));
  const told = await clock.run(() => Promise.all(items));
  wrongs.push(...twice(server, told));
  try {
    device.assertIdle();
  } catch (error) {
    wrongs.push(String(error));
  }
  server.calm();
  await clock.run(() => device.stop());
  if (card.openStreams > 0) wrongs.push("a stream is left");
  const before = states.filter(({ at }) => at < began);
  const after = states.filter(({ at, state }) => at >= began && state.kind !== "stopped");
  const lost = after.find(({ state }) => state.kind === "waiting-to-retry" || state.kind === "waiting-for-network");
  const back = after.find(({ at, state }) => state.kind === "online" && at >= (lost?.at ?? 0));
  const wasOnline = before.some(({ state }) => state.kind === "online");
  return {
    noticed: lost === undefined ? undefined : lost.state.kind === "waiting-to-retry" ? codeOf(lost.state.cause) : "link",
    noticedAfter: lost === undefined ? 0 : lost.at - began,
    onlineAfter: back === undefined || (lost === undefined && wasOnline) ? undefined : back.at - began,
    items: told,
    bytesIn,
    stopped,
    wrongs,
  };
}

/** Items that arrived more often than once, or though it was said that they did not go out. */
function twice(server: TroubledServer, told: readonly string[]): string[] {
  return [BIG, SMALL].flatMap((item, n) => {
    const count = server.lines.filter((line) => line === item.trimEnd()).length;
    const most = told[n] === "sent" || told[n] === "unknown" ? 1 : 0;
    return count > most ? [`item ${n} is ${told[n]} and arrived ${count} times`] : [];
  });
}

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? String(error);
}
