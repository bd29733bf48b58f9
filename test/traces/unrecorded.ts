import { EVENTS } from "@luat/socket";
import { messageText } from "./show.js";
import type { Stage } from "./stage.js";
import { TASK } from "./task-name.js";

/** Done right before a step. */
type Deed = (stage: Stage) => Promise<void> | void;

/** Where a deed stands that comes after the last step. */
export const AT_END = -1;

/** Wakes the script's task after 300 ms. */
function wakeWith(...message: [id: number | string, param?: number]): Deed {
  return ({ world }) => {
    world.clock.after(300, () => world.device.sys.sendMsg(TASK, ...message));
  };
}

/** Where sntp asks. */
function askAt(port: number): Deed {
  return ({ world: { device, peers } }) => {
    device.socket.sntp_port(peers.here(port));
  };
}

/** One of ten rounds: closes the ctrl of the round before, and connects the next one. */
function round(number: number): Deed {
  return async (stage) => {
    const { device, peers } = stage.world;
    const before = stage.objects.ctrl(`ud#${number - 1}`);
    if (before !== undefined) {
      device.socket.close(before);
      await device.sys.wait(150);
      device.socket.release(before);
    }
    if (number > ROUNDS) return;
    const ctrl = stage.keep(`ud#${number}`, device.socket.create(null, stage.callback));
    device.socket.config(ctrl);
    device.socket.connect(ctrl, "127.0.0.1", peers.here(41001));
    await device.sys.wait(60);
  };
}

const ROUNDS = 10;

/** What scripts did without writing it down, by trace and step, as titles, notes and results tell. */
export const UNRECORDED: Readonly<Record<string, Readonly<Record<number, Deed>>>> = {
  "07o": {
    2: (stage) => {
      stage.releaseAll();
    },
  },
  "11b": { 3: wakeWith(EVENTS.EVENT, 0), 5: wakeWith(EVENTS.EVENT, -1), 7: wakeWith(EVENTS.EVENT), 9: wakeWith("OTHER", 0) },
  "11g": {
    2: ({ world: { clock, peers } }) => {
      clock.after(300, () => {
        peers.act("open P 46021");
      });
      clock.after(500, () => {
        peers.act("send P hi");
      });
      clock.after(600, () => {
        peers.act("close P");
      });
    },
  },
  // The port stayed what it was in the scripts before.
  "13b": { 0: askAt(44124) },
  "13e": { 0: askAt(44123) },
  "14": {
    35: ({ zbuffs }) => {
      zbuffs.renew(16, "0123456789");
    },
    50: ({ zbuffs }) => {
      zbuffs.renew(4);
    },
    65: ({ zbuffs }) => {
      zbuffs.renewOther(16, "zz");
    },
    72: ({ zbuffs }) => {
      zbuffs.renew(16, Uint8Array.of(0x12, 0x34, 0x56, 0x78, 0x9a));
    },
    97: ({ zbuffs }) => {
      zbuffs.renew(16);
    },
    102: ({ zbuffs }) => {
      zbuffs.seek(0);
    },
    106: ({ zbuffs }) => {
      zbuffs.renew(16);
    },
    109: ({ zbuffs }) => {
      zbuffs.seek(0);
    },
    111: ({ zbuffs }) => {
      zbuffs.renew(16, "hello");
    },
    117: ({ zbuffs }) => {
      zbuffs.renewOther(16);
    },
  },
  "15d": {
    6: (stage) => {
      const { sys } = stage.world.device;
      sys.taskInitEx(async () => {
        for (const step of [7, 8, 9, 10]) {
          const message = await sys.waitMsg("LATER", null, 300);
          stage.see(step, messageText(message ? [Number(message[1]), Number(message[2])] : null));
        }
      }, "LATER");
    },
  },
  "15e": {
    0: (stage) => {
      stage.callback = () => {
        stage.tell({ event: "ON_LINE", param: 0, ctrl: "x", state: -1 });
        throw new Error("the callback's own");
      };
    },
  },
  "16": {
    0: ({ world }) => {
      world.unplug?.();
    },
  },
  "17c": {
    0: (stage) => {
      const { device, peers } = stage.world;
      const ctrl = stage.keep("gc", device.socket.create(null, (_, event, param) => {
        stage.tell({ event: event === EVENTS.EVENT ? "EVENT" : "ON_LINE", param, ctrl: "gc", state: -1 });
      }));
      device.socket.config(ctrl);
      device.socket.connect(ctrl, "127.0.0.1", peers.here(41010));
    },
    // What Lua's collector does by itself is done with release() here.
    3: (stage) => {
      stage.world.device.socket.release(stage.objects.ctrl("gc"));
    },
  },
  "17f": { ...Object.fromEntries(Array.from({ length: ROUNDS }, (_, i) => [2 * i + 1, round(i + 1)])), [AT_END]: round(ROUNDS + 1) },
};
