import type { Luat } from "@luat/libnet";
import { EchoCheck } from "./echo-check.js";

/** What to send, and how to show it. */
export interface TimerAppOptions {
  /** How many messages; absent: no end. */
  readonly count?: number | undefined;
  /** Milliseconds between messages. */
  readonly interval: number;
  /** Show data in hex. */
  readonly hex?: boolean | undefined;
  /** Told when the last message was sent and came back, or failed. */
  readonly onDone: () => void;
}

/** What happened so far. */
export interface Traffic {
  readonly messages: number;
  readonly sent: number;
  readonly failed: number;
  readonly echoed: number;
  readonly wrong: number;
  readonly bytesOut: number;
  readonly bytesIn: number;
}

/** A producer that knows nothing of the client but the topics. */
export interface TimerApp {
  readonly traffic: Traffic;
  /** Waits until nothing is queued and all has come back, at most `ms` milliseconds. */
  quiet(ms: number): Promise<void>;
  /** The client is connected anew. */
  reconnected(): void;
  /** Makes no more messages. */
  stop(): void;
}

/** Queues a message every `interval` milliseconds, as the timer module of LuatOS's example does, and checks what comes back. */
export function installTimerApp({ sys, log }: Luat, options: TimerAppOptions): TimerApp {
  const { count, interval, hex, onDone } = options;
  const check = new EchoCheck();
  const counts = { messages: 0, sent: 0, failed: 0, bytesOut: 0, bytesIn: 0 };
  const show = (data: string | Uint8Array): string => {
    const bytes = Buffer.from(data);
    return hex ? bytes.toString("hex").toUpperCase() : bytes.toString().trimEnd().replaceAll("\n", " / ");
  };
  const settled = (): void => {
    if (check.waiting > 0) return;
    sys.publish("TIMER_APP_QUIET");
    if (counts.messages === count) onDone();
  };

  const tick = (): void => {
    counts.messages++;
    const line = `send from timer: ${counts.messages}\n`;
    if (counts.messages === count) sys.timerStop(tick);
    check.expect(line);
    log.info("timer_app", "queue", show(line));
    sys.publish("SEND_DATA_REQ", line, (ok) => {
      if (ok) {
        counts.sent++;
        counts.bytesOut += line.length;
        check.sent(line);
      } else {
        counts.failed++;
        check.forget(line);
        log.warn("timer_app", "failed", show(line));
      }
      settled();
    });
  };
  sys.timerLoopStart(tick, interval);

  sys.subscribe("RECV_DATA_FROM_SERVER", (data) => {
    counts.bytesIn += data.length;
    if (check.receive(data)) log.info("timer_app", "recv", show(data));
    else log.warn("timer_app", "this was not sent:", show(data));
    settled();
  });

  return {
    get traffic() {
      return { ...counts, echoed: check.echoed, wrong: check.wrong };
    },
    async quiet(ms) {
      if (check.waiting > 0) await sys.waitUntil("TIMER_APP_QUIET", ms);
    },
    reconnected() {
      check.restart();
    },
    stop() {
      sys.timerStop(tick);
    },
  };
}
