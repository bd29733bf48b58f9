import { FULL, SENT, TAKEN, type Datagrams, type Endpoint, type Offer, type SecureInfo, type SendResult, type Stream } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { DatagramProbe } from "../../src/conformance/datagram-probe.js";
import { ListenProbe } from "../../src/conformance/listen-probe.js";
import { Referee } from "../../src/conformance/referee.js";
import { StreamProbe } from "../../src/conformance/stream-probe.js";

const HERE: Endpoint = { host: "10.0.0.2", port: 1 };
const THERE: Endpoint = { host: "10.0.0.1", port: 2 };
const BYTES = Uint8Array.of(1);
const INFO: SecureInfo = { protocol: "TLSv1.3", verified: false, resumed: false };

/** A socket that answers what it is told to. */
class Answers implements Datagrams {
  constructor(readonly answers: SendResult[]) {}
  send(): SendResult {
    return this.answers.shift() ?? SENT;
  }
  close(): void {}
}

const stream: Stream = { send: () => SENT, queued: 0, pause() {}, resume() {}, finish() {}, destroy() {} };

function datagrams(...answers: SendResult[]): { probe: DatagramProbe; foul: () => string | undefined } {
  const referee = new Referee();
  const probe = new DatagramProbe("it", referee, "10.0.0.2");
  probe.hold(new Answers(answers));
  return { probe, foul: () => referee.foul?.seen };
}

function dialled(isSecure: boolean): { probe: StreamProbe; foul: () => string | undefined } {
  const referee = new Referee();
  const probe = new StreamProbe("it", referee, { isConnected: false, isSecure });
  probe.hold(stream);
  return { probe, foul: () => referee.foul?.seen };
}

function listening(isSecure: boolean): { probe: ListenProbe; foul: () => string | undefined } {
  const referee = new Referee();
  return { probe: new ListenProbe("it", referee, isSecure), foul: () => referee.foul?.seen };
}

describe("what no datagram socket may do", () => {
  it("is not found in one that keeps the rules", () => {
    const { probe, foul } = datagrams(TAKEN, TAKEN, FULL, SENT);
    probe.bound(HERE);
    for (let n = 0; n < 3; n++) probe.send(BYTES, THERE);
    probe.failed({ reason: "size" }, 2);
    probe.sent(2);
    probe.drained();
    probe.send(BYTES, THERE);
    probe.received(BYTES, 1, true, THERE);
    probe.received(BYTES, 0, false, THERE);
    probe.failed({ reason: "refused" });
    probe.closed({ reason: "link" });
    expect(foul()).toBeUndefined();
    expect(probe.taken).toBe(3);
  });

  it.each<[string, (probe: DatagramProbe) => void]>([
    ["received", (p) => p.received(BYTES, 1, true, THERE)],
    ["sent", (p) => p.sent(1)],
    ["drained", (p) => p.drained()],
    ["failed", (p) => p.failed({ reason: "refused" })],
  ])("%s before bound", (_what, act) => {
    const { probe, foul } = datagrams();
    act(probe);
    expect(foul()).toBeDefined();
  });

  it.each<[string, SendResult[], (probe: DatagramProbe) => void]>([
    ["bound twice", [], (p) => p.bound(HERE)],
    ["FULL with nothing queued", [FULL], () => undefined],
    ["FULL when all is settled", [TAKEN, FULL], (p) => p.sent(1)],
    ["SENT while one is unsettled", [TAKEN, SENT], () => undefined],
    ["drained though it was not full", [SENT], (p) => p.drained()],
    ["sent(1) after sent(1)", [TAKEN], (p) => (p.sent(1), p.sent(1))],
    ["sent(1) for what was SENT", [SENT], (p) => p.sent(1)],
    ["sent(2) of one that was taken", [TAKEN], (p) => p.sent(2)],
    ["failed 1 after sent(1)", [TAKEN], (p) => (p.sent(1), p.failed({ reason: "size" }, 1))],
    ["failed 1 for what was SENT", [SENT], (p) => p.failed({ reason: "size" }, 1)],
    ["failed 2 of one that was taken", [TAKEN], (p) => p.failed({ reason: "size" }, 2)],
    ["failed 1 twice", [TAKEN], (p) => (p.failed({ reason: "size" }, 1), p.failed({ reason: "size" }, 1))],
    ["a length beyond the bytes", [], (p) => p.received(BYTES, 2, true, THERE)],
    ["a sender without a port", [], (p) => p.received(BYTES, 1, true, { ...THERE, port: 0 })],
    ["a sender that is a name", [], (p) => p.received(BYTES, 1, true, { ...THERE, host: "name.test" })],
    ["a Buffer", [], (p) => p.received(Buffer.of(1), 1, true, THERE)],
    ["closed twice", [], (p) => (p.closed(), p.closed())],
    ["received after closed", [], (p) => (p.closed(), p.received(BYTES, 1, true, THERE))],
    ["closed after close()", [], (p) => (p.close(), p.closed())],
  ])("%s", (_what, answers, act) => {
    const { probe, foul } = datagrams(...answers);
    probe.bound(HERE);
    if (answers.length > 0) probe.send(BYTES, THERE);
    act(probe);
    if (answers.length > 0) probe.send(BYTES, THERE);
    expect(foul()).toBeDefined();
  });
});

describe("what no stream may do about TLS", () => {
  it("is not found in one that keeps the rules", () => {
    const { probe, foul } = dialled(true);
    probe.connected(HERE, THERE);
    probe.secured(INFO);
    probe.received(new Uint8Array(16_384), 16_384, true);
    probe.ended();
    probe.closed();
    expect(foul()).toBeUndefined();
  });

  it.each<[string, boolean, (probe: StreamProbe) => void]>([
    ["secured without TLS", false, (p) => (p.connected(HERE, THERE), p.secured(INFO))],
    ["secured before connected", true, (p) => p.secured(INFO)],
    ["secured twice", true, (p) => (p.connected(HERE, THERE), p.secured(INFO), p.secured(INFO))],
    ["secured with no protocol", true, (p) => (p.connected(HERE, THERE), p.secured({ ...INFO, protocol: "" }))],
    ["received before secured", true, (p) => (p.connected(HERE, THERE), p.received(BYTES, 1, true))],
    ["ended before secured", true, (p) => (p.connected(HERE, THERE), p.ended())],
    ["more than a record", true, (p) => (p.connected(HERE, THERE), p.secured(INFO), p.received(new Uint8Array(16_385), 16_385, true))],
  ])("%s", (_what, isSecure, act) => {
    const { probe, foul } = dialled(isSecure);
    act(probe);
    expect(foul()).toBeDefined();
  });
});

describe("what no listener may do about TLS", () => {
  const offer: Offer = { from: THERE, local: HERE, accept: () => stream, refuse() {} };

  it.each([true, false])("is not found in one that keeps the rules (TLS: %s)", (isSecure) => {
    const { probe, foul } = listening(isSecure);
    probe.listening(HERE);
    probe.offered(isSecure ? { ...offer, secure: INFO } : offer);
    if (isSecure) probe.rejected(THERE, { reason: "tls" });
    expect(foul()).toBeUndefined();
  });

  it.each<[string, boolean, (probe: ListenProbe) => void]>([
    ["an offer without what the handshake settled", true, (p) => (p.listening(HERE), p.offered(offer))],
    ["an offer of plain TCP with it", false, (p) => (p.listening(HERE), p.offered({ ...offer, secure: INFO }))],
    ["rejected without TLS", false, (p) => (p.listening(HERE), p.rejected(THERE, { reason: "tls" }))],
    ["rejected before listening", true, (p) => p.rejected(THERE, { reason: "tls" })],
  ])("%s", (_what, isSecure, act) => {
    const { probe, foul } = listening(isSecure);
    act(probe);
    expect(foul()).toBeDefined();
  });
});
