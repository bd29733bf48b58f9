import { longConnection, type LongConnection, type LongConnectionState } from "@luat/libnet/long-connection";
import { BIG, LATE, share, SMALL, USER, type Cell } from "./cell.js";
import type { Fault, Phase } from "./fault.js";
import { errorText, type Outcome } from "./outcome.js";
import { AS_IN_TABLES, Scene, type Circumstances } from "./scene.js";
import { ANSWER, NAME, PORT } from "./server.js";

/** How long a fault lasts, and after it, in ms. */
const TROUBLE = 40_000;
const AFTERWARDS = 80_000;

/** When the fault begins, in ms. It is on line after 700 ms, and does something after 5 s. */
const BEGINS: Readonly<Record<Phase, number>> = { connect: 0, login: 300, idle: 5_000, sending: 5_150, receiving: 5_700, closing: 5_010 };

/** Lets a program with a `LongConnection` meet a fault. */
export async function onLongConnection(phase: Phase, fault: Fault | undefined, how = AS_IN_TABLES): Promise<Cell> {
  const programs = phase === "closing" ? [await play(phase, fault, how, false), await play(phase, fault, how, true)] : [await play(phase, fault, how, false)];
  return { runs: programs.map(({ outcomes }) => outcomes), wrongs: programs.flatMap(({ scene }) => scene.wrongs) };
}

async function play(phase: Phase, fault: Fault | undefined, how: Circumstances, isBusy: boolean): Promise<Program> {
  const program = new Program(how);
  const { scene } = program;
  const { clock } = scene.net;
  const before = BEGINS[phase] + (isBusy ? 140 : 0) + how.later;
  if (before === 0) scene.begin(fault, TROUBLE);
  program.start();
  if (phase === "connect" || phase === "login") program.send(LATE);
  await clock.advance(Math.min(before, 5_000));
  if (phase === "sending" || isBusy) program.send(BIG);
  if (phase === "sending") program.send(SMALL);
  if (phase === "receiving") await clock.run(() => program.long.tx("get\n"));
  if (phase === "closing") program.stop(10_000);
  await clock.advance(Math.max(0, before - 5_000));
  if (before > 0) scene.begin(fault, TROUBLE);
  if (phase === "idle") {
    await clock.advance(1_000);
    program.send(LATE);
  }
  await clock.advance(TROUBLE + AFTERWARDS);
  await program.end(phase);
  return program;
}

/** What a program does that has a long connection. */
class Program {
  readonly scene: Scene;
  readonly long: LongConnection;
  readonly #states: Array<{ readonly at: number; readonly state: LongConnectionState }> = [];
  readonly #calls: Array<Promise<unknown>> = [];
  /** What was read over each connection, by its number. */
  readonly #texts: string[] = [];
  outcomes: readonly Outcome[] = [];

  constructor(how: Circumstances) {
    this.scene = new Scene(how, "plain", false);
    const { device, net } = this.scene;
    this.long = longConnection({
      ...{ host: NAME, port: PORT, timeout: 10_000, receiveTimeout: 30_000, loginTimeout: 5_000, retry: { delay: 1_000, max: 5_000, jitter: false } },
      heartbeat: { idle: 10_000, data: "ping\n" },
      login: async (session) => {
        await session.tx(USER);
        const answer = await session.rx();
        if (answer === undefined) throw new Error("the server left before it answered");
        this.#read(session.number, answer);
      },
    }, device);
    this.long.on("state", (state) => this.#states.push({ at: net.clock.now(), state }));
  }

  start(): void {
    const reading = async (): Promise<void> => {
      for await (const session of this.long.connections()) {
        for await (const bytes of session) this.#read(session.number, bytes);
      }
    };
    this.#calls.push(reading());
  }

  #read(number: number, bytes: Uint8Array): void {
    this.#texts[number] = (this.#texts[number] ?? "") + new TextDecoder().decode(bytes);
  }

  send(text: string): void {
    this.#calls.push(this.scene.watch("tx", this.long.tx(text), { text, shown: () => "sent" }));
  }

  stop(deadline: number): void {
    this.#calls.push(this.scene.watch("stop", this.long.stop({ deadline })));
  }

  async end(phase: Phase): Promise<void> {
    const { scene, long } = this;
    const last = phase === "closing" ? "stopped" : "online";
    if (long.state.kind !== last) scene.wrongs.push(`it is ${long.state.kind} at the end; expected ${last}`);
    const told = scene.outcomes.filter(({ after }) => after >= 0);
    const got: Outcome[] = phase === "receiving" ? [{ call: "rx", gave: share((this.#texts[1] ?? "").slice("ok\n".length).slice(0, ANSWER.length), ANSWER), after: 0 }] : [];
    this.outcomes = [...(phase === "closing" ? [] : this.#changes()), ...told, ...got];
    if (phase !== "closing") this.#mustHaveAll();
    await scene.play(() => Promise.all([long.stop({ deadline: 0 }), ...this.#calls]));
    await scene.end();
  }

  /** What it told of its states: how it was lost, what further attempts came to, and when it was on line. */
  #changes(): Outcome[] {
    const began = this.scene.net.clock.now() - this.scene.now;
    const later = this.#states.filter(({ at }) => at >= began);
    const wasOnline = this.#states.some(({ at, state }) => at < began && state.kind === "online");
    const failures = later.flatMap(({ at, state }): Outcome[] => {
      if (state.kind === "waiting-for-network") return [{ call: "state", gave: state.kind, after: at - began }];
      return state.kind === "waiting-to-retry" ? [{ call: "state", gave: state.kind, error: errorText(state.cause), after: at - began }] : [];
    });
    const back = later.findLast(({ state }) => state.kind === "online");
    const online: Outcome[] = back === undefined || (wasOnline && failures.length === 0) ? [] : [{ call: "state", gave: "online", after: back.at - began }];
    return [...collapsed(failures), ...online];
  }

  /** What arrived over each connection was read, all and in order. */
  #mustHaveAll(): void {
    const streams = this.scene.streams.filter(({ wasConnected }) => wasConnected);
    for (const [n, { received }] of streams.entries()) {
      const text = this.#texts[n + 1] ?? "";
      if (text !== received) this.scene.wrongs.push(`${received.length} bytes arrived over connection ${n + 1}, and ${text.length} were read`);
    }
  }
}

/** Failures after the first one that are alike are told once, with how often. */
function collapsed(failures: readonly Outcome[]): Outcome[] {
  const [first, ...rest] = failures;
  if (first === undefined) return [];
  const counts = new Map<string, Outcome & { gave: string }>();
  for (const { error, after } of rest) {
    if (error === undefined) continue;
    const { gave = "0" } = counts.get(error) ?? {};
    counts.set(error, { call: "attempt", gave: String(Number(gave) + 1), error, after });
  }
  return [first, ...counts.values()];
}
