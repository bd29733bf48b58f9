import type { Connection, Device } from "../../src/index.js";
import type { ManagedServer } from "../../src/servers/index.js";
import { text } from "./world.js";

/** Pseudo-random numbers below `n`, the same for the same seed. */
function dice(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

/** Takes logins, and answers what devices say. */
export function answer(server: ManagedServer): Promise<void> {
  return server.each(async (client) => {
    const name = text(await client.rx()) ?? "";
    if (!server.identify(client, name)) return;
    await client.tx("welcome\n");
    for await (const bytes of client) await client.tx(bytes);
  });
}

/** Connects as one of the devices, until it is known. */
async function logIn(device: Device, port: number, host: string, name: string): Promise<Connection> {
  const connection = await device.connect({ host, port, timeout: 30_000 });
  await connection.tx(name);
  await connection.rx({ timeout: 30_000 });
  return connection;
}

/** One of those whom no storm may harm: it talks all the time, and gets every byte back, in order. */
async function talk(connection: Connection, isOver: () => boolean, pause: () => Promise<void>): Promise<number> {
  let count = 0;
  while (!isOver()) {
    const line = `line ${count++};`;
    await connection.tx(line);
    let got = "";
    while (got.length < line.length) got += text(await connection.rx({ max: line.length - got.length, timeout: 30_000 })) ?? "the end";
    if (got !== line) throw new Error(`sent ${line}, got ${got}`);
    await pause();
  }
  await connection.close();
  return count;
}

export interface Storm {
  readonly server: ManagedServer;
  readonly host: string;
  /** The devices that the connections come from. */
  readonly from: readonly Device[];
  readonly names: readonly string[];
  readonly rounds: number;
  readonly seed: number;
  readonly pause: (ms: number) => Promise<void>;
}

/** Lets devices come and go in every way there is; in the end each is there once more. @returns how often the unharmed talked. */
export async function storm({ server, host, from, names, rounds, seed, pause }: Storm): Promise<number[]> {
  const roll = dice(seed);
  const { port } = server.local;
  const somewhere = (): Device => from[roll(from.length)] as Device;
  let isOver = false;
  const good = await Promise.all(Array.from({ length: 20 }, (_, n) => logIn(somewhere(), port, host, `good ${n}`)));
  const talking = Promise.all(good.map((connection) => talk(connection, () => isOver, () => pause(20))));

  for (let round = 0; round < rounds; round++) {
    const visits = names.map(async (name) => {
      if (roll(4) === 0) return;
      const leave = roll(5);
      const device = somewhere();
      const connection = await device.connect({ host, port, timeout: 30_000 });
      if (leave === 0) {
        connection.abort(); //                    before it says who it is
        return;
      }
      await connection.tx(name);
      if (leave === 1) connection.abort(); //     amid the login
      else if (leave === 2) await connection.close({ timeout: 1_000 }).catch(() => undefined);
      else if (leave === 3) await connection.rx({ timeout: 30_000 }).then(() => connection.close(), () => undefined);
      //                                          else it stays, until its next connection takes its place
    });
    server.broadcast("news\n", { filter: ({ deviceId }) => deviceId?.startsWith("device") === true });
    await Promise.all(visits);
    await pause(5);
  }

  // A device may be replaced in the middle of this, by what is still under way of it.
  await pause(2_000);
  const last = await Promise.all(names.map((name) => logIn(somewhere(), port, host, name)));
  for (const [n, name] of names.entries()) {
    const client = server.client(name);
    const mine = last[n]?.local;
    if (client?.peer.port !== mine?.port || client?.peer.host !== mine?.host) throw new Error(`${name} is not who came last`);
  }
  isOver = true;
  const counts = await talking;
  await Promise.all(last.map((connection) => connection.close()));
  return counts;
}
