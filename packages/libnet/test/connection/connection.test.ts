import { silentLog, type Adapter } from "@luat/contract";
import { describe, expect, it, vi } from "vitest";
import { zbuff } from "@luat/corelib";
import { BrokenError, ClosedError, createDevice, TimeoutError, type Connection, type Device } from "../../src/index.js";
import { counted, SERVER, simulate, text } from "../simulated.js";

/** Reads until the end, joined. */
async function drain(connection: Connection): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const bytes of connection) parts.push(bytes);
  return new Uint8Array(Buffer.concat(parts));
}

describe("reading", () => {
  it("rx gives the next bytes, and undefined once the peer has ended and all was read", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      await there.tx("hello");
      expect(text(await here.rx())).toBe("hello");
      await there.tx("bye");
      void there.close();
      expect(await here.wait()).toBe("data");
      expect(text(await here.rx())).toBe("bye");
      expect(await here.rx()).toBeUndefined();
      expect(here.state).toBe("ended");
    });
  });

  it("rx with max leaves the rest", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      await there.tx("0123456789");
      await here.wait();
      expect(text(await here.rx({ max: 4 }))).toBe("0123");
      expect(text(await here.rx({ max: 4 }))).toBe("4567");
      expect(text(await here.rx())).toBe("89");
    });
  });

  it.each(["waiting", "late"])("rx copies into a Uint8Array or appends to a zbuff (%s reader)", async (reader) => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const target = new Uint8Array(3);
      const buff = zbuff.create(2, "ab");
      if (buff === undefined) throw new Error("no zbuff");
      const first = reader === "waiting" ? here.rx(target) : undefined;
      await there.tx("hello");
      if (reader === "late") await here.wait();
      expect(await (first ?? here.rx(target))).toBe(3);
      expect(text(target)).toBe("hel");
      expect(await here.rx(buff)).toBe(2);
      expect(text(buff.query())).toBe("ablo");
      void there.close();
      expect(await here.rx(buff)).toBe(0);
    });
  });

  it("a time-out rejects with a TimeoutError and loses nothing", async () => {
    const { net, run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const start = net.clock.now();
      await expect(here.rx({ timeout: 1_000 })).rejects.toThrow(TimeoutError);
      expect(net.clock.now() - start).toBe(1_000);
      await there.tx("late");
      expect(text(await here.rx({ timeout: 1_000 }))).toBe("late");
    });
  });

  it("an abort rejects with the signal's very reason, and one listener serves many reads", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const controller = new AbortController();
      const added = vi.spyOn(controller.signal, "addEventListener");
      for (let i = 0; i < 10; i++) {
        const read = here.rx({ signal: controller.signal });
        await there.tx(`${i}`);
        await read;
      }
      expect(added).toHaveBeenCalledTimes(1);
      const reason = { why: "enough" };
      const read = here.rx({ signal: controller.signal });
      controller.abort(reason);
      await expect(read).rejects.toBe(reason);
      await expect(here.rx({ signal: controller.signal })).rejects.toBe(reason);
      await there.tx("after");
      expect(text(await here.rx())).toBe("after");
    });
  });

  it("a second reader gets a TypeError, the first one its bytes", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const first = here.rx();
      await expect(here.rx()).rejects.toThrow(TypeError);
      await expect(here.consume(() => undefined)).rejects.toThrow(TypeError);
      await there.tx("x");
      expect(text(await first)).toBe("x");
    });
  });

  it("wait tells data, time-out and end", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      expect(await here.wait({ timeout: 5 })).toBe("timeout");
      await there.tx("x");
      expect(await here.wait({ timeout: 5 })).toBe("data");
      expect(await here.wait({ timeout: 5 })).toBe("data");
      await here.rx();
      void there.close();
      expect(await here.wait({ timeout: 5 })).toBe("end");
    });
  });

  it("iteration gives every byte in order and ends with the peer", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    const all = counted(300_000);
    await run(async () => {
      const reading = drain(here);
      await there.tx(all);
      await there.close();
      expect(Buffer.compare(await reading, all)).toBe(0);
    });
  });

  it("leaving a loop leaves the connection open", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      await there.tx("one");
      for await (const bytes of here) {
        expect(text(bytes)).toBe("one");
        break;
      }
      await there.tx("two");
      expect(text(await here.rx())).toBe("two");
    });
  });

  describe("consume", () => {
    it("shows every byte, also what was there before, after it has returned", async () => {
      const { run, pair } = simulate();
      const { here, there } = await pair();
      await run(async () => {
        await there.tx("before ");
        await here.wait();
        let seen = "";
        const consuming = here.consume((view) => {
          seen += text(view);
        });
        expect(seen).toBe("");
        await there.tx("after");
        await there.close();
        await consuming;
        expect(seen).toBe("before after");
      });
    });

    it("ends when the visitor returns false, and rejects with what it throws", async () => {
      const { run, pair } = simulate();
      const { here, there } = await pair();
      await run(async () => {
        await there.tx("x");
        await here.consume(() => false);
        await there.tx("y");
        const wrong = new Error("visitor");
        await expect(
          here.consume(() => {
            throw wrong;
          }),
        ).rejects.toBe(wrong);
        await there.tx("z");
        expect(text(await here.rx())).toBe("z");
      });
    });

    it("refuses a visitor that returns a promise", async () => {
      const { run, pair } = simulate();
      const { here, there } = await pair();
      await run(async () => {
        await there.tx("x");
        const visit = (async () => Promise.resolve()) as unknown as () => void;
        await expect(here.consume(visit)).rejects.toThrow(TypeError);
      });
    });

    it("times out in silence, counted from the last arrival", async () => {
      const { net, run, pair } = simulate();
      const { here, there } = await pair();
      await run(async () => {
        const start = net.clock.now();
        net.clock.after(60, () => void there.tx("x"));
        await expect(here.consume(() => undefined, { timeout: 100 })).rejects.toThrow(TimeoutError);
        expect(net.clock.now() - start).toBe(160);
      });
    });
  });
});

describe("writing", () => {
  it("keeps the order of many sends of all sizes that nobody awaited", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    const sizes = [1, 5_000, 100, 70_000, 3, 2_048, 2_049, 200_000, 64];
    const all = counted(sizes.reduce((a, b) => a + b));
    await run(async () => {
      const reading = drain(there);
      let at = 0;
      const sends = sizes.map((size) => here.tx(all.subarray(at, (at += size))));
      await Promise.all(sends);
      await here.close();
      expect(Buffer.compare(await reading, all)).toBe(0);
    });
  });

  it("sends that wait for room go out in the order of the calls", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    const all = counted(20 * 50_000);
    await run(async () => {
      const sends = Array.from({ length: 20 }, (_, i) => here.tx(all.subarray(i * 50_000, (i + 1) * 50_000)));
      const closing = here.close();
      await there.wait();
      expect(Buffer.compare(await drain(there), all)).toBe(0);
      await Promise.all(sends);
      await there.close();
      await closing;
    });
  });

  it("small sends of one turn arrive together", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      for (let i = 0; i < 10; i++) void here.tx("ab");
      expect(text(await there.rx())).toBe("ab".repeat(10));
    });
  });

  it("waits for room when the peer does not read, and goes on when it does", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    const chunk = counted(50_000);
    await run(async () => {
      let sent = 0;
      const sending = (async () => {
        for (let i = 0; i < 20; i++) {
          await here.tx(chunk);
          sent++;
        }
        await here.close();
      })();
      await there.wait();
      await new Promise<void>((resolve) => here && setImmediate(resolve));
      expect(sent).toBeLessThan(20);
      let received = 0;
      await there.consume((view) => {
        for (const byte of view) if (byte !== (received++ % 50_000) % 251) throw new Error(`byte ${received} is wrong`);
      });
      await sending;
      expect(received).toBe(1_000_000);
    });
  });

  it("a send that times out says whether it was withdrawn", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const big = counted(400_000);
      await here.tx(big, { until: "accepted" });
      const queued = here.tx(counted(3_000), { timeout: 100 });
      const accepted = here.flushed({ timeout: 100 });
      await expect(queued).rejects.toMatchObject({ name: "TimeoutError", withdrawn: true });
      await expect(accepted).rejects.toThrow(TimeoutError);
      void here.close();
      const got = await drain(there);
      expect(Buffer.compare(got, big)).toBe(0);
    });
  });

  it("an aborted send is withdrawn and rejects with the reason", async () => {
    const { run, pair } = simulate();
    const { here } = await pair();
    await run(async () => {
      await here.tx(counted(400_000), { until: "accepted" });
      const controller = new AbortController();
      const sending = here.tx(counted(3_000), { signal: controller.signal });
      controller.abort("no more");
      await expect(sending).rejects.toBe("no more");
    });
  });

  it('with until: "sent" it resolves when the system has the bytes', async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      await here.tx("x", { until: "sent" });
      let done = false;
      const sending = here.tx(counted(400_000), { until: "sent" }).then(() => {
        done = true;
      });
      await there.rx();
      expect(done).toBe(false);
      void there.consume(() => undefined);
      await sending;
      await here.flushed();
    });
  });

  it("refuses what is no data", async () => {
    const { run, pair } = simulate();
    const { here } = await pair();
    await run(() => expect(here.tx(5 as unknown as string)).rejects.toThrow("data is 5; expected a text, a Uint8Array or a zbuff"));
  });
});

describe("the end", () => {
  it("close is idempotent, sends what was accepted, and fails the waiting read with a ClosedError", async () => {
    const { net, client, server, run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const read = here.rx();
      void here.tx("last words");
      const closing = here.close();
      expect(here.close()).toBe(closing);
      await expect(read).rejects.toThrow(ClosedError);
      expect(text(await there.rx())).toBe("last words");
      await there.close();
      await closing;
      await expect(here.tx("x")).rejects.toThrow(ClosedError);
      await expect(here.rx()).rejects.toThrow(ClosedError);
      expect(here.state).toBe("closed");
      await client.stop();
      await server.stop();
    });
    expect(net.clock.waiting).toBe(0);
    expect(net.openStreams).toBe(0);
  });

  it("while it closes, sends are refused with a ClosedError", async () => {
    const { pair, run } = simulate();
    const { here } = await pair();
    await run(async () => {
      const closing = here.close();
      await expect(here.tx("too late")).rejects.toThrow(ClosedError);
      await expect(here.flushed()).rejects.toThrow(ClosedError);
      await closing;
    });
  });

  it("calls after the end name themselves and their caller", async () => {
    const { pair, run } = simulate();
    const { here } = await pair();
    await run(async () => {
      here.abort();
      async function sendGreeting(): Promise<void> {
        await here.tx("x");
      }
      const error: unknown = await sendGreeting().catch((reason: unknown) => reason);
      expect((error as Error).message).toBe('Cannot send to "10.0.0.1:1883": you closed the connection');
      expect((error as Error).stack).toContain("sendGreeting");
      await expect(here.rx()).rejects.toThrow('Cannot receive from "10.0.0.1:1883": you closed the connection');
    });
  });

  it("wrong options are refused", async () => {
    const { pair, run } = simulate();
    const { here } = await pair();
    await run(async () => {
      await expect(here.tx("x", { until: "later" as never })).rejects.toThrow('until is "later"; expected "accepted", "free" or "sent"');
      await expect(here.rx([] as never)).rejects.toThrow("options is of the type Array; expected an object");
      await expect(here.tx(new Uint16Array(3) as never)).rejects.toThrow("data is of the type Uint16Array; expected a text");
    });
  });

  it("close cuts a peer that never ends, without complaint when all was sent", async () => {
    const { net, run, pair } = simulate();
    const { here } = await pair();
    await run(async () => {
      const start = net.clock.now();
      await here.close({ timeout: 700 });
      expect(net.clock.now() - start).toBe(700);
    });
  });

  it("close that has to drop accepted bytes says so", async () => {
    const { run, pair } = simulate();
    const { here } = await pair();
    await run(async () => {
      await here.tx(counted(400_000), { until: "accepted" });
      await expect(here.close({ timeout: 100 })).rejects.toThrow(TimeoutError);
    });
  });

  it.each<[string, (here: Connection, client: Device) => Promise<void>]>([
    ["close that has to drop bytes", (here) => here.close({ timeout: 100 })],
    ["the stop of its device", (_, client) => client.stop()],
  ])("after %s the peer sees a reset, so that it does not take a part for the whole", async (_, end) => {
    const { client, run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      void here.tx(counted(400_000)).catch(() => undefined);
      await end(here, client).catch(() => undefined);
      await expect(drain(there)).rejects.toMatchObject({ code: "reset" });
    });
  });

  it("an end at once with nothing unsent is an orderly one to the peer", async () => {
    const { client, run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      await here.tx("all of it");
      await client.stop();
      expect(text(await drain(there))).toBe("all of it");
    });
  });

  it("after the peer's end this side can still send", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const answer = (async () => {
        const question = await drain(there);
        await there.tx(`answer to ${text(question)}`);
        await there.close();
      })();
      await here.tx("question");
      const closing = here.close();
      await answer;
      await closing;
    });
  });

  it("on a card without half-close the peer's end is the end, after the bytes that arrived", async () => {
    const { net, server, run } = simulate();
    const whole = new Proxy<Adapter>(net.host("10.0.0.3"), {
      get(card, key) {
        if (key === "traits") return { ...card.traits, halfClose: false };
        const value: unknown = Reflect.get(card, key, card);
        return typeof value === "function" ? value.bind(card) : value;
      },
    });
    const client = createDevice({ adapters: { ETH0: whole }, clock: net.clock, log: silentLog });
    await run(async () => {
      const listening = await server.listen({ port: 9 });
      const here = await client.connect({ host: SERVER, port: 9 });
      const there = await listening.accept();
      const ends: string[] = [];
      here.on("close", (end) => ends.push(end.kind));
      await there?.tx("last");
      void there?.close();
      await here.wait();
      await client.sys.wait(10);
      expect(ends).toEqual(["ended"]);
      expect(text(await here.rx())).toBe("last");
      expect(await here.rx()).toBeUndefined();
      await expect(here.tx("x")).rejects.toThrow(BrokenError);
      await here.close();
    });
  });

  it("a reset breaks reads and sends with a BrokenError, after the bytes that arrived", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      await there.tx("before");
      await there.flushed();
      await here.wait();
      there.abort();
      expect(text(await here.rx())).toBe("before");
      await expect(here.rx()).rejects.toMatchObject({ name: "BrokenError", code: "reset", number: -14 });
      await expect(here.tx("x")).rejects.toThrow(BrokenError);
    });
  });

  it("the loss of the link breaks it with the code link", async () => {
    const { net, run, pair } = simulate();
    const { here } = await pair();
    await run(async () => {
      const read = here.rx();
      net.clock.after(10, () => {
        net.host("10.0.0.2").setLink(false);
      });
      await expect(read).rejects.toMatchObject({ name: "BrokenError", code: "link" });
    });
  });

  it("the events end and close are told once, from outside of calls", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const told: string[] = [];
      here.on("end", () => told.push("end"));
      here.on("close", (end) => told.push(end.kind));
      await there.tx("x");
      void there.close();
      await drain(here);
      await here.close();
      await here.close();
      await new Promise<void>((resolve) => setImmediate(resolve));
      expect(told).toEqual(["end", "closed"]);
    });
  });

  it.each(["close", "abort", "the device"] as const)("what was sent and received stays counted after the end by %s", async (how) => {
    const { pair, run, client } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      await here.tx("question");
      await there.tx("answer");
      await Promise.all([here.rx(), there.rx()]);
      if (how === "close") await Promise.all([here.close(), there.close()]);
      else if (how === "abort") here.abort();
      else await client.stop();
      expect([here.state, here.bytesIn, here.bytesOut]).toEqual(["closed", "answer".length, "question".length]);
    });
  });

  it("await using closes", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      {
        await using connection = here;
        void connection.tx("bye");
        void drain(there).then(() => there.close());
      }
      expect(here.state).toBe("closed");
    });
  });

  it("stopping the device settles everything with ClosedError and leaves nothing", async () => {
    const { net, client, server, run, pair } = simulate();
    const { here, there, listening } = await pair();
    await run(async () => {
      const read = here.rx({ timeout: 10_000 });
      const accept = listening.accept();
      await here.tx(counted(400_000), { until: "accepted" });
      const send = here.tx(counted(3_000));
      const stopping = client.stop();
      await expect(read).rejects.toMatchObject({ name: "ClosedError", code: "stopped" });
      await expect(send).rejects.toThrow(ClosedError);
      await stopping;
      await expect(client.connect({ host: "10.0.0.1", port: 1883 })).rejects.toThrow(ClosedError);
      await server.stop();
      expect(await accept).toBeUndefined();
      expect(there.state).toBe("closed");
    });
    expect(net.clock.waiting).toBe(0);
    expect(net.openStreams).toBe(0);
  });
});
