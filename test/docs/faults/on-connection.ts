import type { Connection } from "@luat/libnet";
import { BIG, LATE, share, SMALL, USER, type Cell } from "./cell.js";
import type { Fault, Phase } from "./fault.js";
import { AMID_HANDSHAKE, RUDE } from "./handshake.js";
import { AS_IN_TABLES, Scene, type Circumstances } from "./scene.js";
import { ANSWER, NAME, PORT } from "./server.js";

/** Lets a program with a `Connection` meet a fault. */
export async function onConnection(phase: Phase, fault: Fault | undefined, how = AS_IN_TABLES): Promise<Cell> {
  const scenes = phase === "closing" ? [await close(fault, how, false), await close(fault, how, true)] : [await PLAYS[phase](fault, how)];
  const runs = scenes.map(({ outcomes }) => outcomes.filter(({ after }) => after >= 0));
  for (const scene of scenes) await scene.end();
  return { runs, wrongs: scenes.flatMap(({ wrongs }) => wrongs) };
}

const PLAYS: Readonly<Record<Exclude<Phase, "closing">, (fault: Fault | undefined, how: Circumstances) => Promise<Scene>>> = { connect, login: handshake, idle, sending, receiving };

async function connect(fault: Fault | undefined, how: Circumstances): Promise<Scene> {
  const scene = new Scene(how);
  if (how.later === 0) scene.begin(fault);
  const connecting = scene.watch("connect", scene.device.connect({ host: NAME, port: PORT }));
  if (how.later > 0) await scene.net.clock.advance(how.later);
  if (how.later > 0) scene.begin(fault);
  await scene.play(async () => {
    await ask(scene, await connecting);
  });
  return scene;
}

async function handshake(fault: Fault | undefined, how: Circumstances): Promise<Scene> {
  const scene = new Scene(how, RUDE.has(fault) ? "mute" : "tls");
  const connecting = scene.watch("connect", scene.device.connect({ host: NAME, port: PORT, tls: { ca: scene.ca } }));
  await scene.net.clock.advance(AMID_HANDSHAKE + how.later);
  scene.begin(fault);
  await scene.play(async () => {
    await ask(scene, await connecting);
  });
  return scene;
}

async function idle(fault: Fault | undefined, how: Circumstances): Promise<Scene> {
  const { scene, connection } = await connected(how);
  const receiving = receive(scene, connection, 60_000);
  await scene.net.clock.advance(how.later);
  scene.begin(fault);
  await scene.play(async () => {
    await receiving;
    await send(scene, connection, LATE, 10_000);
    await scene.watch("close", connection.close());
  });
  return scene;
}

async function sending(fault: Fault | undefined, how: Circumstances): Promise<Scene> {
  const { scene, connection } = await connected(how);
  const calls = [receive(scene, connection, 60_000), send(scene, connection, BIG, 30_000), send(scene, connection, SMALL, 30_000)];
  await scene.net.clock.advance(150 + how.later);
  scene.begin(fault);
  await scene.play(async () => {
    await Promise.all(calls.slice(1));
    await scene.watch("close", connection.close());
    await calls[0];
  });
  return scene;
}

async function receiving(fault: Fault | undefined, how: Circumstances): Promise<Scene> {
  const { scene, connection } = await connected(how);
  await scene.net.clock.run(() => connection.tx("get\n"));
  let text = "";
  // Slowly, so that some of what has arrived is unread when the fault comes.
  const read = async (): Promise<boolean> => {
    while (text.length < ANSWER.length) {
      const bytes = await connection.rx({ timeout: 30_000 });
      if (bytes === undefined) return true;
      text += new TextDecoder().decode(bytes);
      await scene.device.sys.wait(20);
    }
    return false;
  };
  const part = (): string => share(text, ANSWER);
  const reading = scene.watch("rx", read(), { shown: (isEnd) => (isEnd ? `${part()} end` : part()), before: part });
  await scene.net.clock.advance(700 + how.later);
  scene.begin(fault);
  await scene.play(async () => {
    await reading;
    const arrived = scene.streams[0]?.received.length ?? 0;
    if (text.length !== arrived) scene.wrongs.push(`${arrived} bytes had arrived, and ${text.length} were read`);
    await scene.watch("close", connection.close());
  });
  return scene;
}

async function close(fault: Fault | undefined, how: Circumstances, isBusy: boolean): Promise<Scene> {
  const { scene, connection } = await connected(how);
  const calls: Array<Promise<unknown>> = [receive(scene, connection, 60_000)];
  if (isBusy) calls.push(send(scene, connection, BIG, 30_000));
  calls.push(scene.watch("close", connection.close()));
  await scene.net.clock.advance((isBusy ? 150 : 10) + how.later);
  scene.begin(fault);
  await scene.play(() => Promise.all(calls));
  return scene;
}

/** On line for 5 seconds. */
async function connected(how: Circumstances): Promise<{ scene: Scene; connection: Connection }> {
  const scene = new Scene(how);
  const connection = await scene.net.clock.run(() => scene.device.connect({ host: NAME, port: PORT }));
  await scene.net.clock.advance(5_000);
  return { scene, connection };
}

/** Asks, if it is connected, hears the answer, and closes. */
async function ask(scene: Scene, connection: Connection | undefined): Promise<void> {
  if (connection === undefined) return;
  await Promise.all([send(scene, connection, USER, 10_000), receive(scene, connection, 20_000)]);
  await scene.watch("close", connection.close());
}

function send(scene: Scene, connection: Connection, text: string, timeout: number): Promise<unknown> {
  return scene.watch("tx", connection.tx(text, { until: "sent", timeout }), { text, shown: () => "sent" });
}

function receive(scene: Scene, connection: Connection, timeout: number): Promise<unknown> {
  return scene.watch("rx", connection.rx({ timeout }), { shown: (bytes) => (bytes === undefined ? "end" : "bytes") });
}
