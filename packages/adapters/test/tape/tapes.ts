import { VirtualClock } from "@luat/adapters/mock";
import { record, replay, type Replay, type ReplayOptions } from "@luat/adapters/tape";
import type { BindOptions, DialOptions, Endpoint } from "@luat/contract";
import { DatagramRecorder, ListenRecorder, Recorder } from "../mock/recorder.js";
import { TwoHosts } from "../mock/two-hosts.js";

const TRAITS = { names: "resolve", tcp: true, listen: true, clients: "many", udp: true, tls: true, halfClose: true, reset: true, keepAlive: "full", localPort: true, ipv6: false, pausedSeesEnd: true };
export const HEADER = JSON.stringify({ format: "luat-transcript", version: 1, at: "2026-01-01T00:00:00.000Z", adapter: "eth", traits: TRAITS, up: true });
export const DIAL = '{"t":1,"id":1,"ev":"dial","to":{"host":"10.0.0.1","port":80}}';
export const CONNECTED = '{"t":2,"id":1,"ev":"connected","local":{"host":"10.0.0.2","port":50000},"peer":{"host":"10.0.0.1","port":80}}';

/** Two hosts of a mock network, of which the client is recorded. */
export class RecordedHosts extends TwoHosts {
  readonly lines: string[] = [];
  readonly card = record(this.client, { write: (line) => this.lines.push(line), clock: this.net.clock });

  /** The lines without the header. */
  get entries(): readonly string[] {
    return this.lines.slice(1);
  }
}

/** A program's side of a transcript that is played on a clock of its own. */
export class Played {
  readonly clock = new VirtualClock();
  readonly card: Replay;
  /** What the clock was told of, which does not end its waits here. */
  readonly failures: unknown[] = [];

  constructor(lines: string | readonly string[], options: Partial<ReplayOptions> = {}) {
    this.clock.fail = (error) => {
      this.failures.push(error);
    };
    this.card = replay(lines, { clock: this.clock, ...options });
  }

  dial(to: Endpoint = { host: "10.0.0.1", port: 80 }, options: DialOptions = {}): Recorder {
    const recorder = new Recorder(this.clock);
    recorder.stream = this.card.dial(to, options, recorder);
    return recorder;
  }

  listen(port = 80): ListenRecorder {
    const recorder = new ListenRecorder(this.clock);
    recorder.listener = this.card.listen({ port, backlog: 8 }, recorder);
    return recorder;
  }

  bind(options: BindOptions = {}): DatagramRecorder {
    const recorder = new DatagramRecorder(this.clock);
    recorder.socket = this.card.bind(options, recorder);
    return recorder;
  }

  /** What `assertDone()` says. */
  get complaint(): string {
    try {
      this.card.assertDone();
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    return "none";
  }
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
