import { PassThrough, Writable } from "node:stream";
import { MockNet } from "@luat/adapters/mock";
import { silentLog } from "@luat/contract";
import { createDevice, type Device, type DeviceOptions } from "@luat/libnet";
import { main, type Io } from "../src/index.js";

/** Where the command runs in tests, and where its peers are. */
export const HERE = "10.0.0.2";
export const THERE = "10.0.0.1";

/** A stream that keeps what is written to it. */
class Sink extends Writable {
  bytes = Buffer.alloc(0);

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.bytes = Buffer.concat([this.bytes, chunk]);
    done();
  }

  /** Its lines without the times, which depend on the time zone. */
  get lines(): string[] {
    const lines = this.bytes.toString().split("\n");
    lines.pop();
    return lines.map((line) => line.replace(/^\d\d:\d\d:\d\d\.\d{3} /, ""));
  }
}

/** The command on a mock network, beside another device. */
export class Stage {
  readonly net = new MockNet();
  readonly stdin = new PassThrough();
  readonly stdout = new Sink();
  readonly stderr = new Sink();
  readonly env: Record<string, string | undefined> = {};
  readonly others: Device = createDevice({ adapters: { LWIP_ETH: this.net.host(THERE) }, clock: this.net.clock, log: silentLog, onTaskError: "throw" });
  readonly #heard = new Set<(nth: number) => void>();
  #interrupts = 0;

  /** Presses Ctrl-C. */
  interrupt(): void {
    this.#interrupts++;
    for (const heard of this.#heard) heard(this.#interrupts);
  }

  /** How many listen for Ctrl-C. */
  get heeding(): number {
    return this.#heard.size;
  }

  /** Runs the command; its words are those of the line. */
  luat(line: string): Promise<number> {
    return this.run(line.split(" "));
  }

  run(argv: readonly string[]): Promise<number> {
    const { clock } = this.net;
    const io: Io = {
      ...{ stdin: this.stdin, stdout: this.stdout, stderr: this.stderr, env: this.env, clock },
      createDevice: (options: DeviceOptions) => createDevice({ adapters: { LWIP_GP: this.net.host(HERE) }, clock, ...options }),
      onInterrupt: (heard) => {
        this.#heard.add(heard);
        return () => this.#heard.delete(heard);
      },
    };
    return main(argv, io);
  }

  /** Runs a scenario on virtual time. */
  async play<T>(scenario: () => Promise<T>): Promise<T> {
    const result = await this.net.clock.run(scenario);
    await this.net.clock.run(() => this.others.stop());
    return result;
  }

  /** Runs a scenario that reads files, which takes real time: the virtual time goes on meanwhile. */
  playWithFiles<T>(scenario: () => Promise<T>): Promise<T> {
    return this.play(() => {
      this.others.sys.timerLoopStart(() => undefined, 1);
      return scenario();
    });
  }

  sleep(ms: number): Promise<void> {
    return this.others.sys.wait(ms);
  }

  /** What nothing may be left of. */
  get left(): unknown {
    const { net } = this;
    return { streams: net.openStreams, listeners: net.openListeners, timers: net.clock.waiting, heeding: this.heeding };
  }
}

export const NOTHING_LEFT = { streams: 0, listeners: 0, timers: 0, heeding: 0 };

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
