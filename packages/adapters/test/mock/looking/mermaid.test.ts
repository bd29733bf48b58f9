import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MockNet, type Verdict } from "../../../src/mock/index.js";
import { SERVER, TwoHosts } from "../two-hosts.js";

/** A line of a sequence diagram whose text has nothing in it that Mermaid would not take as text. */
const MESSAGE = /^ {2}p\d+(?:->>|-x|-\)|--\))p\d+: (?:[^;#%<>&{}$`"'\\\p{C}]|#\d+;)+$/u;

/** What Mermaid shows for a text. */
function shown(text: string): string {
  return text.replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
}

async function diagramOf(bytes: Uint8Array, verdict: Verdict = "pass"): Promise<string[]> {
  const hosts = new TwoHosts({ latency: 10 });
  const { socket } = await hosts.bind({ port: 5000 });
  await hosts.bind({ port: 53 }, hosts.server);
  const trace = hosts.net.trace();
  hosts.net.rule(() => verdict);
  socket.send(bytes, { host: SERVER, port: 53 });
  await hosts.run();
  return trace.mermaid().split("\n");
}

function text(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

describe("the Mermaid diagram of a trace", () => {
  it("shows hosts and packets, and that there were more", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    const trace = hosts.net.trace({ limit: 3 });
    const { here, there } = await hosts.pair();
    here.stream.send(text("hello"));
    await hosts.run();
    there.stream.send(text("you\n"));
    await hosts.run();
    expect(trace.mermaid()).toMatchInlineSnapshot(`
      "sequenceDiagram
        participant p1 as 10.0.0.1
        participant p2 as 10.0.0.2
        Note over p1: 1 older packet is not shown
        p1->>p2: 10 ms  syn-ack  80 → 50000
        p2->>p1: 20 ms  data 5  50000 → 80  #34;hello#34;
        p1->>p2: 30 ms  data 4  80 → 50000  #34;you#92;n#34;"
    `);
    expect(new MockNet().trace().mermaid()).toBe("sequenceDiagram");
  });

  it("has arrows of its own for what was lost, is held, and is under way", async () => {
    const arrows = async (verdict: Verdict): Promise<string | undefined> => (await diagramOf(text("a"), verdict)).at(-1);
    expect(await arrows("pass")).toBe("  p1->>p2: 0 ms  datagram 1  5000 → 53  #34;a#34;");
    expect(await arrows("drop")).toBe("  p1-xp2: 0 ms  datagram 1  5000 → 53  #34;a#34;  lost");
    expect(await arrows("hold")).toBe("  p1--)p2: 0 ms  datagram 1  5000 → 53  #34;a#34;  held");
    expect(await arrows({ corrupt: text("<br>") })).toBe("  p1->>p2: 0 ms  datagram 1  5000 → 53  #34;a#34;  changed to #34;#60;br#62;#34;");
    const hosts = new TwoHosts({ latency: 10 });
    const trace = hosts.net.trace();
    hosts.dial("fd00::1");
    expect(trace.mermaid().split("\n").slice(1)).toEqual(["  participant p1 as fd00::2", "  participant p2 as fd00::1", "  p1-)p2: 0 ms  syn  50000 → 80  under way"]);
  });

  it("is text to Mermaid, whatever packets carry", async () => {
    const nasty = fc.string({ unit: fc.oneof(fc.constantFrom(..."#;%{}<>&$`'\"\\\n\r\t:-", "%%{", "end", "<br/>", "\u{1F600}", "\u202e", "\u2028"), fc.string({ unit: "grapheme", maxLength: 3 })), maxLength: 20 });
    const bytes = fc.oneof(nasty.map(text), fc.uint8Array({ maxLength: 20 }));
    await fc.assert(
      fc.asyncProperty(bytes, async (payload) => {
        const [title, ...lines] = await diagramOf(payload);
        const message = lines.pop() ?? "";
        expect([title, ...lines]).toEqual(["sequenceDiagram", "  participant p1 as 10.0.0.2", "  participant p2 as 10.0.0.1"]);
        expect(message).toMatch(MESSAGE);
        expect(shown(message)).toContain(`datagram ${payload.length}  5000 → 53`);
      }),
    );
    const [, , , message] = await diagramOf(text('say "a;b" #1 100%% {x} \u{1F600}'));
    expect(shown(message ?? "")).toBe(String.raw`  p1->>p2: 0 ms  datagram 27  5000 → 53  "say \"a;b\" #1 100%% {x} ${"\u{1F600}"}"`);
  });
});
