import type { Adapter, Traits } from "@luat/contract";
import { describeAdapter, LawBroken, LAWS, meetsNeeds, type Need, type Rig, type RigTls } from "@luat/contract/conformance";
import { describe, expect, it } from "vitest";

const NO_TRAITS: Traits = {
  names: "opaque",
  tcp: false,
  listen: false,
  clients: "one",
  udp: false,
  tls: true,
  halfClose: false,
  reset: false,
  keepAlive: "none",
  localPort: false,
  ipv6: false,
  pausedSeesEnd: false,
};

/** A card that does nothing but say that it is ready. */
function stubCard(traits: Partial<Traits>, ip: string): Adapter {
  const notMade = (): never => {
    throw new Error("not made for this");
  };
  return {
    name: "stub",
    traits: { ...NO_TRAITS, ...traits },
    isReady: () => true,
    address: () => ({ ip, mask: "255.0.0.0", gateway: ip }),
    watch: () => () => undefined,
    credentials: notMade,
    resolve: notMade,
    dial: notMade,
    listen: notMade,
    bind: notMade,
  };
}

class StubRig implements Rig {
  static disposed = 0;
  readonly adapter: Adapter;
  readonly peer: Adapter;
  readonly host = "10.0.0.1";
  readonly selfHost = "10.0.0.2";
  constructor(
    traits: Partial<Traits> = {},
    ip = "10.0.0.2",
    readonly setLink?: () => void,
  ) {
    this.adapter = this.peer = stubCard(traits, ip);
  }
  closedPort = async (): Promise<number> => 1;
  until = async (): Promise<void> => undefined;
  idle = async (): Promise<void> => undefined;
  dispose = async (): Promise<void> => void StubRig.disposed++;
}

interface Registered {
  readonly suites: string[];
  readonly run: Map<string, () => Promise<void>>;
  readonly skipped: string[];
}

/** Registers the laws with a runner that only writes down. */
async function register(makeRig: () => Rig, canSkip: boolean): Promise<Registered> {
  const registered: Registered = { suites: [], run: new Map(), skipped: [] };
  const idOf = (title: string): string => title.split(":")[0] as string;
  const it = (title: string, run: () => Promise<void>): unknown => registered.run.set(idOf(title), run);
  const skip = canSkip ? (title: string): unknown => registered.skipped.push(idOf(title)) : undefined;
  await describeAdapter("a stub", makeRig, {
    describe: (name, define) => {
      registered.suites.push(name);
      define();
    },
    it: Object.assign(it, { skip }),
  });
  return registered;
}

describe("describeAdapter", () => {
  it("registers the laws that are about the card, and shows the others as skipped", async () => {
    const { suites, run, skipped } = await register(() => new StubRig(), true);
    expect(suites).toEqual(["a stub"]);
    expect([...run.keys()]).toEqual(["link.address", "unsupported.dial", "unsupported.listen", "unsupported.bind", "unsupported.resolve"]);
    expect([...run.keys(), ...skipped].sort()).toEqual(LAWS.map(({ id }) => id).sort());
  });

  it("leaves the others out where the runner cannot skip", async () => {
    const { run, skipped } = await register(() => new StubRig(), false);
    expect(run.size).toBe(5);
    expect(skipped).toEqual([]);
  });

  it("gives each law a rig of its own, and disposes of it, also when the law was broken", async () => {
    StubRig.disposed = 0;
    const good = await register(() => new StubRig(), true);
    expect(StubRig.disposed).toBe(1);
    await good.run.get("link.address")?.();
    expect(StubRig.disposed).toBe(2);
    const bad = await register(() => new StubRig({}, "eth0"), true);
    await expect(bad.run.get("link.address")?.()).rejects.toEqual(new LawBroken("link.address", "ip as IPv4 text", "eth0"));
    expect(StubRig.disposed).toBe(4);
  });

  it("takes an exception of the card for a broken law", async () => {
    const { run } = await register(() => new StubRig(), true);
    await expect(run.get("unsupported.dial")?.()).rejects.toMatchObject({ name: "LawBroken", law: "unsupported.dial", expected: "no exception", seen: "Error: not made for this" });
  });
});

describe("meetsNeeds", () => {
  const link = (): void => undefined;
  const TLS: RigTls = Object.create(null) as RigTls;

  it.each<[readonly Need[], Rig, boolean]>([
    [[], new StubRig(), true],
    [["tcp"], new StubRig({ tcp: true }), true],
    [["tcp"], new StubRig(), false],
    [["!tcp"], new StubRig(), true],
    [["tcp", "!listen"], new StubRig({ tcp: true, listen: true }), false],
    [["resolve"], new StubRig({ names: "resolve" }), true],
    [["!resolve"], new StubRig({ names: "opaque" }), true],
    [["names"], new StubRig({ names: "resolve" }), false],
    [["setLink"], new StubRig(), false],
    [["setLink"], new StubRig({}, "10.0.0.2", link), true],
    [["tls", "tlsConfigs"], new StubRig(), false],
    [["tlsConfigs"], Object.assign(new StubRig(), { tls: TLS }), true],
    [["broadcast"], new StubRig(), false],
    [["broadcast"], Object.assign(new StubRig(), { broadcast: "255.255.255.255" }), true],
  ])("for %j", (needs, rig, expected) => {
    expect(meetsNeeds(rig, needs)).toBe(expected);
  });
});

describe("LawBroken", () => {
  it("says which law, what it expects and what was seen", () => {
    const error = new LawBroken("dial.refused", "closed", "nothing");
    expect(error).toMatchObject({ message: "dial.refused: expected closed; seen: nothing", name: "LawBroken", law: "dial.refused", expected: "closed", seen: "nothing" });
  });
});
