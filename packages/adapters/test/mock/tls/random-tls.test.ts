import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { play, programs, type Step } from "../random-program.js";
import type { Recorder } from "../recorder.js";
import { tls } from "../tls-configs.js";
import { counted, SERVER } from "../two-hosts.js";
import { secure, SecureHosts } from "./secure-hosts.js";

const size = fc.oneof({ weight: 4, arbitrary: fc.nat(40) }, { weight: 4, arbitrary: fc.nat(3000) }, fc.integer({ min: 16_380, max: 16_400 }), fc.constant(40_000));
const program = programs(size, 30);
const limit = fc.oneof(fc.integer({ min: 20, max: 60 }), fc.integer({ min: 1000, max: 20_000 }), fc.constant(65_536));
const net = fc.record({ latency: fc.constantFrom(0, 0, 1, 12), window: limit, highWater: fc.oneof(fc.constant(1), limit), profile: fc.constantFrom(undefined, "lwip" as const), old: fc.boolean() });

describe("random programs on both ends of TLS", () => {
  it("lose and reorder no byte, count right, and leave nothing open", async () => {
    await fc.assert(
      fc.asyncProperty(net, program, program, async ({ latency, old, ...host }, client, server) => {
        const hosts = new SecureHosts({ latency }, host);
        const { here, there, listener } = await hosts.securePair(tls.server, old ? { ...tls.trusting, maxVersion: "TLSv1.2" } : tls.trusting);
        const [up, down] = await Promise.all([play(hosts, here, client), play(hosts, there, server)]);
        await hosts.run();
        // Much faster than expect() for so many numbers.
        expect(Buffer.compare(Buffer.from(there.bytes), counted(up))).toBe(0);
        expect(Buffer.compare(Buffer.from(here.bytes), counted(down))).toBe(0);
        for (const { events } of [here, there]) {
          const lengths = events.flatMap((event) => (/ received (\d+)$/.exec(event) ?? []).slice(1).map(Number));
          expect(Math.max(0, ...lengths)).toBeLessThanOrEqual(16_384);
          expect(events.filter((event) => event.endsWith(" ended"))).toHaveLength(1);
          expect(events.at(-1)).toMatch(/ closed$/);
        }
        listener.listener.close();
        expect([hosts.net.openStreams, hosts.net.openListeners, hosts.net.clock.waiting]).toEqual([0, 0, 0]);
      }),
      { numRuns: 150 },
    );
  });

  it("that are cut at any moment, the handshake included, leave nothing open, and what arrived is a beginning of what was sent", async () => {
    const ending = fc.constantFrom("abort", "reset", "link", "net", "silence");
    await fc.assert(
      fc.asyncProperty(net, fc.nat(150), ending, fc.boolean(), async ({ latency, old, ...host }, after, how, verify) => {
        const hosts = new SecureHosts({ latency }, host);
        const listener = hosts.serve(verify ? tls.mutual : tls.server);
        const here = hosts.dialTls(old ? { ...tls.client, maxVersion: "TLSv1.2" } : tls.client, { name: tls.name });
        const servers: Recorder[] = [];
        listener.onOffered = (offer) => servers.push(hosts.accept(offer));
        here.onSecured = () => void here.stream.send(counted(50_000));
        await hosts.net.clock.advance(after);
        if (how === "link") hosts.server.setLink(false);
        else if (how === "net") hosts.net.reset(SERVER);
        else if (how !== "silence") here.stream.destroy(how);
        await hosts.run();
        const there = servers[0]?.bytes ?? [];
        expect(there).toEqual([...counted(there.length)]);
        for (const end of [here, ...servers]) {
          expect(end.events.filter((event) => event.includes("closed")).length).toBeLessThanOrEqual(1);
          end.stream.destroy();
        }
        listener.listener.close();
        await hosts.run();
        expect([hosts.net.openStreams, hosts.net.openListeners, hosts.net.clock.waiting]).toEqual([0, 0, 0]);
      }),
      { numRuns: 100 },
    );
  });

  it("run the same way each time", async () => {
    const trace = async (client: readonly Step[], server: readonly Step[]): Promise<unknown> => {
      const hosts = new SecureHosts({ latency: 3 }, { window: 700, highWater: 500 });
      const listener = hosts.serve(tls.mutual);
      const here = hosts.dial(SERVER, 80, { secure: secure(hosts.client, tls.client, { name: tls.name }) });
      await hosts.run();
      const there = hosts.accept(listener.offers[0]);
      await Promise.all([play(hosts, here, client), play(hosts, there, server)]);
      return [here.events, there.events, listener.events];
    };
    await fc.assert(
      fc.asyncProperty(program, program, async (client, server) => {
        expect(await trace(client, server)).toEqual(await trace(client, server));
      }),
      { numRuns: 30 },
    );
  });
});
