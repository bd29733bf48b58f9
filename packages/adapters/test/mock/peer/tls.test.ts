import { type Credentials, type TlsConfig } from "@luat/contract";
import { describe, expect, it } from "vitest";
import type { PeerTls } from "../../../src/mock/index.js";
import { ListenRecorder, Recorder } from "../recorder.js";
import { ca, client, NAME, tls } from "../tls-configs.js";
import { bytes, messageOf, PORT, Stage } from "./peer-stage.js";

const { cert, key } = tls.server as PeerTls;

function credentials(stage: Stage, config: TlsConfig): Credentials {
  const made = stage.host.credentials(config);
  if ("reason" in made) throw new Error(`bad settings: ${made.tls}`);
  return made;
}

describe("a peer that talks TLS", () => {
  it("plays its script after the handshake", async () => {
    const stage = new Stage({ latency: 5 });
    const peer = stage.peer({ tls: { cert, key } }).expect("hello").reply("welcome").expectEnd();
    const one = await stage.net.play(async () => {
      const recorder = await stage.connect({ secure: { credentials: credentials(stage, { verify: true, ca }), name: NAME } });
      recorder.stream.send(bytes("hello"));
      await stage.net.clock.until(() => recorder.text === "welcome");
      recorder.stream.finish();
      return recorder;
    });
    expect(one.events.find((event) => event.includes("secured"))).toContain("secured TLSv1.3 verified");
    await stage.net.clock.run();
    peer.stop();
    expect(stage.left).toEqual([0, 0, 0, 0]);
  });

  it("asks for a client's certificate when it has an authority, and notes who was sent away", async () => {
    const stage = new Stage();
    const peer = stage.peer({ protocol: "tls", tls: { cert, key, ca } }).expect("hello");
    const poor = await stage.net.clock.run(() => stage.connect({ secure: { credentials: credentials(stage, { verify: false }) } }));
    await stage.net.clock.run();
    expect(poor.events.at(-1)).toContain("closed: TLS failure");
    expect(() => stage.net.assertDone()).toThrow(/nobody connected\n.*\n10\.0\.0\.2:50000 was sent away: TLS failure: .* \(at 0 ms\)$/s);
    await stage.net.play(async () => {
      const good = await stage.connect({ secure: { credentials: credentials(stage, { verify: true, ca, ...client }), name: NAME } });
      good.stream.send(bytes("hello"));
    });
    stage.net.assertDone();
    peer.stop();
  });

  it.each<[PeerTls | undefined, string]>([
    [{ cert: "no PEM", key }, "tls cannot be used: TLS failure: the certificate cannot be read, or is missing"],
    [{ cert, key, ca: "no PEM" }, "tls cannot be used: TLS failure: the authorities cannot be read"],
    [tls.bad.mismatch[0], "tls cannot be used: TLS failure: the private key is not that of the certificate"],
    [{ cert }, "tls.key is undefined; expected a certificate and its key, for this peer listens"],
    [undefined, "tls.cert is undefined; expected a certificate and its key, for this peer listens"],
  ])("refuses bad settings at once: %#", (settings, message) => {
    expect(() => new Stage().peer({ protocol: "tls", tls: settings })).toThrow(message);
  });
});

describe("a caller that talks TLS", () => {
  it("plays its script after the handshake, and verifies only with an authority", async () => {
    const stage = new Stage();
    const server = new ListenRecorder(stage.net.clock);
    server.onOffered = (offer) => {
      const one = new Recorder(stage.net.clock);
      one.onReceived = (all) => void one.stream.send(all);
      one.stream = offer.accept(one);
    };
    server.listener = stage.host.listen({ port: PORT, backlog: 8, secure: { credentials: credentials(stage, tls.server) } }, server);
    stage.caller({ protocol: "tls" }).send("hello").expect("hello").close();
    stage.caller({ tls: { ca, name: NAME } }).send("verified").expect("verified").close();
    await stage.net.play();
    stage.caller({ tls: { ca, name: "elsewhere.test" } }).send("never");
    expect(await messageOf(stage.net.play())).toContain(", connection 1, at 0 ms: could not be opened: TLS failure: the peer's certificate is for other names");
    server.listener.close();
    await stage.net.clock.run();
    expect(stage.net.clock.waiting).toBe(0);
  });
});
