import type { Connection, WaitOptions } from "@luat/libnet";
import { BIG } from "./cell.js";
import type { Outcome } from "./outcome.js";
import { AS_IN_TABLES, Scene } from "./scene.js";
import { NAME, PORT } from "./server.js";

type Wait = (connection: Connection, options: WaitOptions) => Promise<unknown>;

/** Calls that wait for what comes. */
const READS: Readonly<Record<string, Wait>> = {
  "rx()": (connection, options) => connection.rx(options),
  "rx(buffer)": (connection, options) => connection.rx(new Uint8Array(10), options),
  "consume(visit)": (connection, options) => connection.consume(() => undefined, options),
  "wait()": (connection, options) => connection.wait(options),
};
/** Calls that wait for more than the 3 bytes that have come. */
const PARTIAL: Readonly<Record<string, Wait>> = {
  "peek({ least: 10 })": (connection, options) => connection.peek({ least: 10, ...options }),
  "rxExactly(10)": (connection, options) => connection.rxExactly(10, options),
  'rxUntil("\\n")': (connection, options) => connection.rxUntil("\n", options),
};
/** Calls that wait for the system to take what is sent to a server that takes nothing. */
const WRITES: Readonly<Record<string, Wait>> = {
  'tx(data, { until: "sent" })': (connection, options) => connection.tx(BIG, { until: "sent", ...options }),
  "flushed()": (connection, options) => connection.flushed(options),
  "finish()": (connection, options) => connection.finish(options),
};

export const WAITS = [READS, PARTIAL, WRITES].flatMap((calls) => Object.keys(calls));

/** What ends a wait. */
export const ENDS = ["fin", "reset", "link", "timeout", "close", "stop"] as const;
export type End = (typeof ENDS)[number];

/** What a call that waits is told, and what went against the laws. */
export interface Told {
  readonly outcome: Outcome;
  readonly wrongs: readonly string[];
}

/** Lets a call wait, and something end that. */
export async function onWait(name: string, end: End): Promise<Told> {
  const scene = new Scene(AS_IN_TABLES, "plain", false);
  const { clock } = scene.net;
  const connection = await clock.run(() => scene.device.connect({ host: NAME, port: PORT }));
  const wait = READS[name] ?? PARTIAL[name] ?? WRITES[name];
  if (wait === undefined) throw new Error(`there is no call ${name}`);
  if (name in PARTIAL) await clock.run(() => connection.tx("part\n"));
  if (name in WRITES) scene.server.hang();
  await clock.advance(1_000);
  // It resolves when the system has a copy, which this one never takes; what comes of it is not asked here.
  if (name in WRITES) void connection.tx(BIG).catch(() => undefined);
  await clock.advance(1_000);
  const waiting = scene.watch(name, wait(connection, end === "timeout" ? { timeout: 3_000 } : {}), { shown });
  scene.begin(end === "fin" || end === "reset" || end === "link" ? end : undefined);
  await scene.play(async () => {
    const ending = end === "stop" ? scene.device.stop() : end === "close" ? connection.close() : undefined;
    await waiting;
    if (name in PARTIAL && ending === undefined) await mustBeThere(scene, connection);
    // What does not go out is told by the call itself.
    await (ending ?? connection.close()).catch(() => undefined);
  });
  const [outcome] = scene.outcomes;
  await scene.end();
  if (outcome === undefined) throw new Error(`${name} is told nothing at ${end}: ${scene.wrongs.join("; ")}`);
  return { outcome, wrongs: scene.wrongs };
}

/** What had come is still there to be read. */
async function mustBeThere(scene: Scene, connection: Connection): Promise<void> {
  const text = new TextDecoder().decode(await connection.rx({ timeout: 1_000 }));
  if (text !== "abc") scene.wrongs.push(`${JSON.stringify(text)} is left to be read; expected "abc"`);
}

function shown(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return value === undefined ? "end" : JSON.stringify(value);
}
