import { Counts, hexView } from "@luat/cli";
import type { Luat } from "@luat/libnet";
import { EchoCheck } from "./echo-check.js";

/** What to send, and how to show it. */
export interface TimerAppOptions {
  /** The clients that send it, and whether what they get back is in order. */
  readonly clients: ReadonlyArray<{ readonly tag: string; readonly ordered: boolean }>;
  /** How many messages; absent: no end. */
  readonly count?: number | undefined;
  /** Milliseconds between messages. */
  readonly interval: number;
  /** Show data in hex. */
  readonly hex?: boolean | undefined;
  /** Told when the last message was sent and came back, or failed, with every client. */
  readonly onDone: () => void;
}

/** What happened to one client so far. */
export interface Traffic {
  readonly counts: Counts;
  /** Messages that came back. */
  readonly echoed: number;
  /** What came and was not sent. */
  readonly wrong: number;
}

/** A producer that knows nothing of the clients but the topics, and their tags. */
export interface TimerApp {
  /** What happened to a client. */
  traffic(tag: string): Traffic;
  /** Waits until nothing is queued and all has come back, at most `ms` milliseconds. */
  quiet(ms: number): Promise<void>;
  /** Makes no more messages. */
  stop(): void;
}

/** One client as the app sees it. */
class Account {
  readonly counts = new Counts();
  readonly check: EchoCheck;

  constructor(ordered: boolean) {
    this.check = new EchoCheck(ordered);
  }
}

/**
 * Queues a message every `interval` milliseconds, as the timer module of LuatOS's example does, and checks what comes back
 * to each client.
 */
export function installTimerApp({ sys, log }: Luat, options: TimerAppOptions): TimerApp {
  const { clients, count, interval, hex, onDone } = options;
  const accounts = new Map(clients.map(({ tag, ordered }) => [tag, new Account(ordered)]));
  let messages = 0;
  const account = (tag: string): Account => {
    const found = accounts.get(tag);
    if (found === undefined) throw new Error(`there is no client ${tag}`);
    return found;
  };
  const settled = (): void => {
    if ([...accounts.values()].some(({ check }) => check.waiting > 0)) return;
    sys.publish("TIMER_APP_QUIET");
    if (messages === count) onDone();
  };

  const tick = (): void => {
    messages++;
    const line = `send from timer: ${messages}\n`;
    if (messages === count) sys.timerStop(tick);
    for (const { check } of accounts.values()) check.expect(line);
    log.info("timer_app", "queue", show(line, hex));
    sys.publish("SEND_DATA_REQ", line, (ok, tag) => {
      const { counts, check } = account(tag);
      if (ok) {
        counts.sent(line.length);
      } else {
        counts.failed++;
        check.forget(line);
        log.warn("timer_app", tag, "failed", show(line, hex));
      }
      settled();
    });
  };
  sys.timerLoopStart(tick, interval);

  sys.subscribe("RECV_DATA_FROM_SERVER", (data, tag) => {
    const { counts, check } = account(tag);
    counts.received(data.length);
    if (check.receive(data)) log.info("timer_app", tag, "recv", show(data, hex));
    else log.warn("timer_app", tag, "this was not sent:", show(data, hex));
    settled();
  });

  sys.subscribe("CONNECTED_TO_SERVER", (tag) => {
    const { counts, check } = account(tag);
    counts.connections++;
    check.restart();
  });

  return {
    traffic(tag) {
      const { counts, check } = account(tag);
      return { counts, echoed: check.echoed, wrong: check.wrong };
    },
    async quiet(ms) {
      if ([...accounts.values()].some(({ check }) => check.waiting > 0)) await sys.waitUntil("TIMER_APP_QUIET", ms);
    },
    stop() {
      sys.timerStop(tick);
    },
  };
}

function show(data: string | Uint8Array, hex: boolean | undefined): string {
  const bytes = Buffer.from(data);
  return hex ? ["", ...hexView(bytes)].join("\n  ") : bytes.toString().trimEnd().replaceAll("\n", " / ");
}
