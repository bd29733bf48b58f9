import { describe, expect, it } from "vitest";
import type { Recorder } from "../recorder.js";
import { bytes, PEER, Stage } from "./peer-stage.js";

/** A client that connects again a second after each end, and greets with its number. */
async function persistent(stage: Stage, times: number): Promise<Recorder[]> {
  const { clock } = stage.net;
  const all: Recorder[] = [];
  for (let i = 1; i <= times; i++) {
    const client = await stage.connect();
    all.push(client);
    if (client.events.some((event) => event.includes("connected"))) client.stream.send(bytes(`hello ${i}\n`));
    await clock.until(() => client.events.some((event) => /ended|closed/.test(event)));
    client.stream.destroy();
    await clock.advance(1_000);
  }
  return all;
}

describe("a peer with several connections", () => {
  it("plays the steps from nextConnection on with the next client", async () => {
    const stage = new Stage();
    const peer = stage.peer();
    peer.expect("hello 1\n").reply("a").close().nextConnection().expect(/hello (\d+)\n/).reply(([, n]) => n ?? "").reset().nextConnection().expect("hello 3\n").close();
    const clients = await stage.net.play(() => persistent(stage, 3));
    expect(clients.map(({ text }) => text)).toEqual(["a", "2", ""]);
    stage.net.assertDone();
    peer.stop();
    expect(stage.left).toEqual([0, 0, 0, 0]);
  });

  it("plays one script for each client, all at the same time", async () => {
    const stage = new Stage();
    const peer = stage.peer();
    for (let i = 1; i <= 3; i++) peer.script((one) => one.send(`you are ${i}`).expect("first").wait(100).reply("ok").expect("second"));
    const clients = await stage.net.play(async () => {
      const all = [await stage.connect(), await stage.connect(), await stage.connect()];
      for (const { stream } of all) stream.send(bytes("firstsecond"));
      return all;
    });
    expect(clients.map(({ text }) => text)).toEqual(["you are 1ok", "you are 2ok", "you are 3ok"]);
    expect(stage.now).toBe(100);
  });

  it("answers the end of each client, whatever the next one does", async () => {
    const stage = new Stage();
    stage.peer().nextConnection();
    const [first] = await stage.net.play(async () => {
      const both = [await stage.connect(), await stage.connect()];
      both[0]?.stream.finish();
      await stage.net.clock.until(() => both[0]?.events.at(-1) === "0 closed");
      return both;
    });
    expect(first?.events.slice(-2)).toEqual(["0 ended", "0 closed"]);
  });

  it("listens again when its host's link is up again", async () => {
    const stage = new Stage();
    const { clock } = stage.net;
    const server = stage.net.host(PEER);
    stage.peer().expect("hello 1\n").expectReset().nextConnection().expect("hello 2\n").close();
    const outage = stage.net.play(async () => {
      const client = await stage.say("hello 1\n");
      client.stream.destroy("reset");
      await clock.advance(10);
      server.setLink(false);
      await clock.advance(5_000);
      server.setLink(true);
      await clock.advance(0);
      const again = await stage.say("hello 2\n");
      await clock.until(() => again.events.some((event) => event.includes("ended")));
      again.stream.destroy();
    });
    await outage;
    stage.net.assertDone();
  });

  it("does not listen again when it was stopped while the link was down", async () => {
    const stage = new Stage();
    const peer = stage.peer();
    stage.net.host(PEER).setLink(false);
    await stage.net.clock.run();
    peer.stop();
    stage.net.host(PEER).setLink(true);
    await stage.net.clock.run();
    expect(stage.left).toEqual([0, 0, 0, 0]);
  });
});

describe("a caller", () => {
  it("plays a client for a server under test", async () => {
    const stage = new Stage({ latency: 5 });
    const server = stage.serve((text) => text.toUpperCase());
    const client = stage.caller().send("hello").expect("HELLO").wait(50).send("again").expect("AGAIN").end();
    await stage.net.play();
    expect(String(client)).toMatchInlineSnapshot(`
      "tcp caller 10.0.0.1 of 10.0.0.2:1883
      connection 1
        ✓ 1 send "hello" (at 10 ms)
        ✓ 2 expect "HELLO" (at 20 ms)
        ✓ 3 wait 50 ms (at 70 ms)
        ✓ 4 send "again" (at 70 ms)
        ✓ 5 expect "AGAIN" (at 80 ms)
        ✓ 6 end (at 80 ms)"
    `);
    expect(server.events).toEqual(["0 listening 10.0.0.2 1883", "5 offered 10.0.0.1 50000"]);
    client.stop();
    server.listener.close();
  });

  it("dials again when a connection is done", async () => {
    const stage = new Stage();
    const server = stage.serve((text) => `${text}!`);
    const client = stage.caller();
    client.send("one").expect("one!").close();
    for (const text of ["two", "three"]) client.script((next) => next.send(text).expect(`${text}!`).wait(100).close());
    await stage.net.play();
    expect(server.events.filter((event) => event.includes("offered")).map((event) => event.split(" ")[0])).toEqual(["0", "0", "100"]);
    client.nextConnection().send("four").expect("four!").reset();
    await stage.net.play();
    expect(server.events.at(-1)).toMatch(/^200 offered/);
    stage.net.assertDone();
    server.listener.close();
    expect(stage.net.openListeners).toBe(0);
  });

  it("dials no more when it is stopped, even by its own last step", async () => {
    const stage = new Stage();
    const server = stage.serve((text) => text);
    const client = stage.caller();
    client
      .send("a")
      .expect(() => {
        client.stop();
        return true;
      })
      .nextConnection();
    await stage.net.clock.run();
    expect(server.events.filter((event) => event.includes("offered"))).toHaveLength(1);
    server.listener.close();
  });

  it("sees that the server under test does wrong", async () => {
    const stage = new Stage();
    const server = stage.serve(() => "no");
    stage.caller().send("hello").expect("yes");
    await expect(stage.net.play()).rejects.toThrow('tcp caller 10.0.0.1 of 10.0.0.2:1883, connection 1, step 2 of 2, at 0 ms: expect "yes" met other bytes');
    server.listener.close();
    await stage.net.clock.run();
    expect(stage.net.openListeners).toBe(0);
  });
});
