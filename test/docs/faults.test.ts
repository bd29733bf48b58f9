import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TimeoutError, type Connection } from "@luat/libnet";
import { describe, expect, it } from "vitest";
import { ROOT } from "./examples.js";
import { BIG, LATE, type Cell } from "./faults/cell.js";
import { FACES, FAULTS, isPossible, PHASES, type Face, type Fault, type Phase } from "./faults/fault.js";
import { onConnection } from "./faults/on-connection.js";
import { onLongConnection } from "./faults/on-long-connection.js";
import { onProgram } from "./faults/on-program.js";
import { ENDS, onWait, WAITS, type End, type Told } from "./faults/on-waits.js";
import { AS_IN_TABLES, Scene, type Circumstances } from "./faults/scene.js";
import { NAME, PORT } from "./faults/server.js";
import { withTables } from "./faults/table.js";

type Play = (phase: Phase, fault: Fault | undefined, how?: Circumstances) => Promise<Cell>;
const PLAYS: Readonly<Record<Face, Play>> = { connection: onConnection, long: onLongConnection, program: onProgram };

const cells = new Map<string, Promise<Cell>>();

/** What happens; each is tried once. */
function cell(face: Face, phase: Phase, fault: Fault | "none"): Promise<Cell> {
  const key = `${face} ${phase} ${fault}`;
  const known = cells.get(key) ?? PLAYS[face](phase, fault === "none" ? undefined : fault);
  cells.set(key, known);
  return known;
}

const all = FACES.flatMap((face) => PHASES.flatMap((phase) => (["none", ...FAULTS] as const).flatMap((fault) => (fault === "none" || isPossible(face, phase, fault) ? [[face, phase, fault] as const] : []))));

describe("whatever goes wrong, and whenever: all settles, nothing is said to be sent that is not, nothing goes out twice, what arrived is read before the end is told, no part is given for the whole, and nothing is left", () => {
  it.each(all)("%s, %s: %s", async (face, phase, fault) => {
    expect((await cell(face, phase, fault)).wrongs).toEqual([]);
  });
});

const tolds = new Map<string, Promise<Told>>();

function told(wait: string, end: End): Promise<Told> {
  const key = `${wait} ${end}`;
  const known = tolds.get(key) ?? onWait(wait, end);
  tolds.set(key, known);
  return known;
}

describe("whatever waits is told, and what had come is still there", () => {
  it.each(WAITS)("%s", async (wait) => {
    for (const end of ENDS) expect({ end, wrongs: (await told(wait, end)).wrongs }).toEqual({ end, wrongs: [] });
  });
});

/** Moments and cards that are not those of the tables. */
const OTHERS: readonly Circumstances[] = [
  { later: 1, host: { profile: "lwip" } },
  { later: 77, host: { profile: "hardware" } },
  { later: 210, host: { highWater: 1_000 } },
];

describe("at other moments, and with other cards, the same holds", () => {
  it.each(FACES.flatMap((face) => PHASES.map((phase) => [face, phase] as const)))("%s, %s", async (face, phase) => {
    const faults = ["none", ...FAULTS] as const;
    for (const [n, fault] of faults.entries()) {
      const how = OTHERS[n % OTHERS.length];
      if (fault !== "none" && !isPossible(face, phase, fault)) continue;
      const { wrongs } = await PLAYS[face](phase, fault === "none" ? undefined : fault, how);
      expect({ fault, wrongs }).toEqual({ fault, wrongs: [] });
    }
  });
});

function must<T>(found: ReadonlyMap<string, T>, key: string): T {
  const one = found.get(key);
  if (one === undefined) throw new Error(`nothing is known of ${key}`);
  return one;
}

describe("the tables of faults", () => {
  it.each([["en", "faults.md"], ["zh", "faults.zh-CN.md"]] as const)("show what happens (%s)", async (language, name) => {
    const found = new Map<string, Cell>();
    for (const [face, phase, fault] of all) found.set(`${face} ${phase} ${fault}`, await cell(face, phase, fault));
    const foundTold = new Map<string, Told>();
    for (const wait of WAITS) for (const end of ENDS) foundTold.set(`${wait} ${end}`, await told(wait, end));
    const file = join(ROOT, "docs", name);
    const tables = withTables(
      readFileSync(file, "utf8"),
      (face, phase, fault) => must(found, `${face} ${phase} ${fault}`),
      (wait, end) => must(foundTold, `${wait} ${end}`),
      language,
    );
    await expect(tables).toMatchFileSnapshot(file);
  });
});

describe("the laws are broken, and that is told, by", () => {
  /** What a scene says of work that breaks a law. */
  async function wrongsOf(work: (scene: Scene) => Promise<unknown>): Promise<string> {
    const scene = new Scene(AS_IN_TABLES);
    await scene.play(() => work(scene));
    await scene.end();
    return scene.wrongs.join("\n");
  }

  const connected = (scene: Scene): Promise<Connection> => scene.device.connect({ host: NAME, port: PORT });

  it("a call that never settles", async () => {
    expect(await wrongsOf((scene) => scene.watch("rx", new Promise(() => undefined)))).toContain("pending: rx");
  });

  it("what is said to be sent, and the system does not have", async () => {
    expect(await wrongsOf((scene) => scene.watch("tx", Promise.resolve(), { text: LATE }))).toContain('"late\\n" is said to be sent');
  });

  it("what goes out twice", async () => {
    const wrongs = await wrongsOf(async (scene) => {
      const connection = await connected(scene);
      await scene.watch("tx", connection.tx(LATE + LATE), { text: LATE });
      await connection.close();
    });
    expect(wrongs).toContain('"late\\n" went out 2 times and arrived 2 times; expected at most 1');
  });

  it("what is withdrawn, and goes out", async () => {
    const wrongs = await wrongsOf(async (scene) => {
      const connection = await connected(scene);
      await connection.tx(LATE);
      await scene.watch("tx", Promise.reject(new TimeoutError(1, { op: "send", withdrawn: true })), { text: LATE });
      await connection.close();
    });
    expect(wrongs).toContain('"late\\n" went out 1 times and arrived 1 times; expected at most 0');
  });

  it("an end in order, though not all went out", async () => {
    const wrongs = await wrongsOf(async (scene) => {
      const { socket, sys } = scene.device;
      const netc = socket.create(null, () => undefined);
      socket.config(netc);
      socket.connect(netc, NAME, PORT);
      await sys.wait(200);
      scene.server.hang();
      socket.tx(netc, BIG);
      await sys.wait(200);
      socket.close(netc);
      socket.release(netc);
      scene.server.recover();
    });
    expect(wrongs).toMatch(/the server has got \d+ bytes and was told that this is all/);
  });

  it("a connection that is left", async () => {
    expect(await wrongsOf(connected)).toContain("the device is not idle");
  });

  it("a timer that is left", async () => {
    expect(await wrongsOf(async ({ device }) => void device.sys.timerStart(() => undefined, 60_000))).toContain("1 timers are left");
  });

  it("an error that nobody handles", async () => {
    expect(await wrongsOf(async () => void Promise.reject(new Error("lost")))).toContain("nobody handles Error: lost");
  });
});
