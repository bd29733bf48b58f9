import cluster, { type Worker } from "node:cluster";
import { sumOfStatus, type GatewayStatus } from "@luat/adapters/gateway";
import type { Shell } from "../shell.js";
import type { Texts } from "../texts/texts.js";
import type { GatewayReport } from "./gateway-report.js";
import type { GatewayCommandOptions } from "./options.js";
import { formatWsUrl } from "./ws-url.js";
import { isLuat, type FromWorker, type ToWorker } from "./worker-messages.js";

/** Milliseconds until a worker that ended by itself is replaced: one that ends again and again shall not take all the time. */
const REPLACE_AFTER = 1_000;
/** Milliseconds that workers have to tell their numbers. */
const PATIENCE = 1_000;

/** What the first process of several works with. */
export interface PrimaryParts {
  readonly report: GatewayReport;
  readonly texts: Texts;
  readonly shell: Shell;
  announce(port: number): void;
}

/** Runs several processes with a gateway each, on one port; gives the exit code. */
export async function runPrimary(argv: readonly string[], options: GatewayCommandOptions, parts: PrimaryParts): Promise<number> {
  cluster.setupPrimary({ args: [...argv] });
  const primary = new Primary(options, parts);
  return primary.run();
}

interface Question {
  readonly found: GatewayStatus[];
  readonly waiting: Set<Worker>;
  done(): void;
}

class Primary {
  readonly #options: GatewayCommandOptions;
  readonly #parts: PrimaryParts;
  readonly #workers = new Set<Worker>();
  readonly #questions = new Map<number, Question>();
  #ids = 0;
  #isStopping = false;
  /** Those that listen; whether one ever did, and whether all ever did. */
  readonly #listening = new Set<Worker>();
  #hasListened = false;
  #isAnnounced = false;
  #finish: (code: number) => void = () => undefined;

  constructor(options: GatewayCommandOptions, parts: PrimaryParts) {
    this.#options = options;
    this.#parts = parts;
  }

  async run(): Promise<number> {
    const { shell, report, texts } = this.#parts;
    const over = new Promise<number>((resolve) => {
      this.#finish = resolve;
    });
    const stop = (): void => {
      if (shell.isInterrupted) report.info(texts.closing);
      this.#stop();
    };
    shell.ending.addEventListener("abort", stop, { once: true });
    this.#fork();
    const code = await over;
    shell.ending.removeEventListener("abort", stop);
    return code;
  }

  #fork(): void {
    const worker = cluster.fork();
    this.#workers.add(worker);
    worker.on("message", (message: unknown) => {
      if (isLuat<FromWorker>(message)) this.#heard(worker, message);
    });
    worker.on("exit", (code, signal) => {
      this.#ended(worker, signal ?? String(code));
    });
  }

  #heard(worker: Worker, message: FromWorker): void {
    switch (message.luat) {
      case "listening":
        this.#listens(worker, message.port);
        break;
      case "failed":
        this.#parts.report.warn(this.#parts.texts.gatewayFailed(formatWsUrl(this.#options.url), message.why));
        break;
      case "status": {
        const question = this.#questions.get(message.id);
        if (question?.waiting.delete(worker) !== true) break;
        question.found.push(message.status);
        if (question.waiting.size === 0) question.done();
        break;
      }
      case "all":
        this.#ask((status) => {
          say(worker, { luat: "all", id: message.id, status });
        });
        break;
    }
  }

  /** When the first one listens, the port is known to be free, and there are more; when all do, that is said. */
  #listens(worker: Worker, port: number): void {
    this.#listening.add(worker);
    const isFirst = !this.#hasListened;
    this.#hasListened = true;
    if (isFirst && !this.#isStopping) for (let i = 1; i < this.#options.workers; i++) this.#fork();
    if (this.#isAnnounced || this.#listening.size < this.#options.workers) return;
    this.#isAnnounced = true;
    this.#parts.announce(port);
  }

  #ended(worker: Worker, how: string): void {
    const { report, texts, shell } = this.#parts;
    this.#workers.delete(worker);
    this.#listening.delete(worker);
    for (const { waiting, done } of this.#questions.values()) if (waiting.delete(worker) && waiting.size === 0) done();
    if (this.#isStopping || !this.#hasListened) {
      if (this.#workers.size === 0) this.#finish(this.#hasListened || this.#isStopping ? 0 : 1);
      return;
    }
    report.warn(texts.workerEnded(worker.id, how), { event: "worker-ended", worker: worker.id, how });
    shell.io.clock.after(REPLACE_AFTER, () => {
      if (!this.#isStopping) this.#fork();
    });
  }

  #stop(): void {
    this.#isStopping = true;
    for (const worker of this.#workers) say(worker, { luat: "stop" });
    if (this.#workers.size === 0) this.#finish(0);
  }

  /** Asks all workers for their numbers; those that do not answer in time are left out. */
  #ask(answer: (status: GatewayStatus) => void): void {
    const id = ++this.#ids;
    const waiting = new Set(this.#workers);
    const found: GatewayStatus[] = [];
    const done = (): void => {
      stopTimer();
      if (this.#questions.delete(id)) answer(sumOfStatus(found));
    };
    const stopTimer = this.#parts.shell.io.clock.after(PATIENCE, done);
    this.#questions.set(id, { found, waiting, done });
    for (const worker of waiting) say(worker, { luat: "status", id });
  }
}

function say(worker: Worker, message: ToWorker): void {
  if (worker.isConnected()) worker.send(message);
}
