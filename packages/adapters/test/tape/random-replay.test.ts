import { record } from "@luat/adapters/tape";
import { FULL, type Adapter, type Clock } from "@luat/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DatagramRecorder, Recorder } from "../mock/recorder.js";
import { counted, SERVER, TwoHosts } from "../mock/two-hosts.js";
import { Played } from "./tapes.js";

/** What one end does next: sends some bytes, or waits for some milliseconds. */
type Step = { readonly send: number } | { readonly wait: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ send: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 3000 })) }),
  fc.record({ wait: fc.integer({ min: 1, max: 300 }) }),
);
const steps = fc.array(step, { maxLength: 12 });
const ending = fc.constantFrom("finish", "abort", "reset");
const net = fc.record({ latency: fc.constantFrom(0, 1, 12), window: fc.integer({ min: 1, max: 5000 }), highWater: fc.integer({ min: 1, max: 5000 }) });

/** Everything that a program heard of one stream; it goes on in what it is told, and at its own times. */
class Program {
  readonly recorder: Recorder;
  readonly #clock: Clock;
  readonly #steps: Step[];
  #sent = 0;
  #isBusy = false;

  constructor(clock: Clock, steps: readonly Step[], ending: "finish" | "abort" | "reset") {
    this.#clock = clock;
    this.#steps = [...steps];
    this.#end = () => (ending === "finish" ? this.recorder.stream.finish() : this.recorder.stream.destroy(ending));
    this.recorder = new Recorder(clock);
    this.recorder.onDrained = () => this.go();
  }

  readonly #end: () => void;

  go(): void {
    for (let next = this.#steps[0]; next !== undefined && !this.#isBusy; next = this.#steps[0]) {
      if ("send" in next) {
        if (this.recorder.stream.send(counted(next.send, this.#sent)) === FULL) return;
        this.#sent += next.send;
        this.#steps.shift();
      } else {
        this.#steps.shift();
        this.#isBusy = true;
        this.#clock.after(next.wait, () => {
          this.#isBusy = false;
          this.go();
        });
      }
    }
    if (this.#steps.length === 0 && !this.#isBusy) this.#end();
  }
}

/** Dials, and runs the program from its connection on. */
function dial(card: Adapter, clock: Clock, steps: readonly Step[], how: "finish" | "abort" | "reset"): Program {
  const program = new Program(clock, steps, how);
  const { recorder } = program;
  const { connected } = Object.getPrototypeOf(recorder) as Recorder;
  recorder.connected = (local, peer) => {
    connected.call(recorder, local, peer);
    program.go();
  };
  recorder.stream = card.dial({ host: SERVER, port: 80 }, {}, recorder);
  return program;
}

describe("random conversations", () => {
  it("of a stream are the same to the program when they are replayed, and without waiting but for their times", async () => {
    await fc.assert(
      fc.asyncProperty(net, steps, ending, steps, ending, async ({ latency, window, highWater }, client, clientEnd, server, serverEnd) => {
        const hosts = new TwoHosts({ latency }, { window, highWater });
        const { clock } = hosts.net;
        const lines: string[] = [];
        const listener = hosts.listen();
        listener.onOffered = (offer) => {
          const program = new Program(clock, server, serverEnd);
          program.recorder.stream = offer.accept(program.recorder);
          program.go();
        };
        const { recorder: live } = dial(record(hosts.client, { write: (line) => lines.push(line), clock }), clock, client, clientEnd);
        await hosts.run();
        listener.listener.close();

        const played = new Played(lines);
        const { recorder: again } = dial(played.card, played.clock, client, clientEnd);
        await played.clock.run();
        expect([again.events, again.bytes, played.complaint]).toEqual([live.events, live.bytes, "none"]);

        const hurried = new Played(lines, { speed: Infinity });
        const { recorder: early } = dial(hurried.card, hurried.clock, client, clientEnd);
        await hurried.clock.run();
        expect([timeless(early), early.bytes, hurried.complaint]).toEqual([timeless(live), live.bytes, "none"]);
      }),
    );
  });

  it("of datagrams are the same to the program when they are replayed", async () => {
    const datagrams = fc.array(fc.record({ size: fc.integer({ min: 0, max: 50 }), wait: fc.integer({ min: 0, max: 20 }), port: fc.constantFrom(7, 8) }), { maxLength: 20 });
    const talk = async (card: Adapter, clock: Clock, sends: readonly { readonly size: number; readonly wait: number; readonly port: number }[]): Promise<DatagramRecorder> => {
      const recorder = new DatagramRecorder(clock);
      recorder.socket = card.bind({}, recorder);
      recorder.onBound = () => {
        let at = 1;
        for (const { size, wait, port } of sends) {
          at += wait;
          clock.after(at, () => recorder.socket.send(counted(size, at), { host: SERVER, port }));
        }
      };
      return recorder;
    };
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(0, 5), datagrams, async (latency, sends) => {
        const hosts = new TwoHosts({ latency });
        const { clock } = hosts.net;
        const echo = await hosts.bind({ port: 7 }, hosts.server);
        echo.onReceived = (bytes, from) => echo.socket.send(bytes, from);
        const lines: string[] = [];
        const live = await talk(record(hosts.client, { write: (line) => lines.push(line), clock }), clock, sends);
        await hosts.run();
        live.socket.close();
        echo.socket.close();

        const played = new Played(lines);
        const again = await talk(played.card, played.clock, sends);
        await played.clock.run();
        again.socket.close();
        expect([again.arrived, again.sentUpTo, again.events.length]).toEqual([live.arrived, live.sentUpTo, live.events.length]);
        expect(played.complaint).toBe("none");
      }),
    );
  });
});

/** What it heard, without the times; who comes late to a full network finds room in it. */
function timeless({ events }: Recorder): readonly string[] {
  return events.map((event) => event.replace(/^[\d.]+ /, "")).filter((event) => event !== "drained");
}
