import type { Luat } from "@luat/libnet";
import type { Ctrl } from "@luat/socket";
import { BIG, LATE, share, SMALL, USER, type Cell } from "./cell.js";
import type { Fault, Phase } from "./fault.js";
import { AMID_HANDSHAKE, RUDE } from "./handshake.js";
import { AS_IN_TABLES, Scene, type Circumstances } from "./scene.js";
import { ANSWER, NAME, PORT } from "./server.js";

const TASK = "CLIENT";

/** Lets a program as it was in Lua meet a fault. */
export async function onProgram(phase: Phase, fault: Fault | undefined, how = AS_IN_TABLES): Promise<Cell> {
  const scenes = phase === "closing" ? [await play(phase, fault, how, false), await play(phase, fault, how, true)] : [await play(phase, fault, how, false)];
  const runs = scenes.map(({ outcomes }) => outcomes.filter(({ after }) => after >= 0));
  for (const scene of scenes) await scene.end(true);
  return { runs, wrongs: scenes.flatMap(({ wrongs }) => wrongs) };
}

async function play(phase: Phase, fault: Fault | undefined, how: Circumstances, isBusy: boolean): Promise<Scene> {
  const isSecure = phase === "login";
  const scene = new Scene(how, !isSecure ? "plain" : RUDE.has(fault) ? "mute" : "tls");
  const program = new Program(scene);
  const ended = program.run(phase, isBusy);
  await scene.net.clock.advance(BEGINS[phase] + (isBusy ? 140 : 0) + how.later);
  scene.begin(fault);
  await scene.play(() => ended);
  return scene;
}

/** When the fault begins, in ms. A program that connects at once is on line after 100 ms, and does something after 5 s. */
const BEGINS: Readonly<Record<Phase, number>> = { connect: 0, login: AMID_HANDSHAKE, idle: 5_000, sending: 5_150, receiving: 5_700, closing: 5_010 };

/** The client of one task, whose calls are written down. */
class Program {
  readonly #scene: Scene;
  readonly #luat: Luat;
  #netc: Ctrl | undefined;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#luat = scene.device;
  }

  /** Resolves when the task has ended. */
  run(phase: Phase, isBusy: boolean): Promise<void> {
    const { sys, socket, libnet } = this.#luat;
    return new Promise((resolve) => {
      sys.taskInitEx(async () => {
        const isSecure = phase === "login";
        // The fault of a program that connects is there before it begins.
        await sys.wait(phase === "connect" ? 1 : 0);
        const netc = socket.create(null, TASK);
        this.#netc = netc;
        socket.config(netc, null, false, isSecure, null, null, null, isSecure ? this.#scene.ca : null);
        const isOnline = await this.#scene.watch("libnet.connect", libnet.connect(TASK, 15_000, netc, NAME, PORT), { shown: String });
        if (isOnline === true) await this.#talk(phase, isBusy);
        // Of what is lost by it, nothing is told.
        await this.#scene.watch("libnet.close", libnet.close(TASK, 5_000, netc), isBusy ? { text: BIG, isSent: () => undefined } : {});
        socket.release(netc);
        resolve();
      }, TASK);
    });
  }

  async #talk(phase: Phase, isBusy: boolean): Promise<void> {
    const { sys, socket } = this.#luat;
    if (phase === "connect" || phase === "login") {
      await this.#send(USER, 10_000);
      await this.#wait(20_000);
      return;
    }
    await sys.wait(5_000 - this.#scene.net.clock.now());
    switch (phase) {
      case "idle":
        await this.#wait(60_000);
        await this.#send(LATE, 10_000);
        return;
      case "sending":
        await this.#send(BIG, 30_000);
        await this.#send(SMALL, 30_000);
        return;
      case "receiving":
        socket.tx(this.#netc, "get\n");
        await this.#receive();
        return;
      case "closing":
        if (isBusy) socket.tx(this.#netc, BIG);
    }
  }

  async #send(text: string, timeout: number): Promise<void> {
    const result = this.#luat.libnet.tx(TASK, timeout, this.#netc, text);
    await this.#scene.watch("libnet.tx", result, { text, shown: String, isSent: ([ok, full]) => ok && !full });
  }

  async #wait(timeout: number): Promise<void> {
    await this.#scene.watch("libnet.wait", this.#luat.libnet.wait(TASK, timeout, this.#netc), { shown: String });
  }

  /** Reads slowly, so that some of what has arrived is unread when the fault comes. */
  async #receive(): Promise<void> {
    const { sys, socket, libnet, zbuff } = this.#luat;
    const buff = zbuff.create(1_024);
    let text = "";
    const loop = async (): Promise<string> => {
      while (text.length < ANSWER.length) {
        const [ok, hasEvent] = await libnet.wait(TASK, 30_000, this.#netc);
        // What had come before the end is still to be read after it.
        while ((socket.rx(this.#netc, buff)[1] ?? 0) > 0) {
          text += new TextDecoder().decode(buff.query());
          buff.del();
        }
        if (!ok || !hasEvent) return `${share(text, ANSWER)} ${ok},${hasEvent}`;
        await sys.wait(20);
      }
      return share(text, ANSWER);
    };
    await this.#scene.watch("libnet.wait", loop(), { shown: (how) => how });
    const arrived = this.#scene.streams[0]?.received.length ?? 0;
    if (text.length !== arrived) this.#scene.wrongs.push(`${arrived} bytes had arrived, and ${text.length} were read`);
  }
}
