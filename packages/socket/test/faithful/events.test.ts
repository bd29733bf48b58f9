import { describe, expect, it } from "vitest";
import { STATES } from "../../src/ids.js";
import { rig, type Rig } from "../rig.js";

const { LINK_OFF, OFF_LINE, WAIT_DNS, CONNECTING, ONLINE, LISTEN } = STATES;

interface Situation {
  readonly title: string;
  /** Brings it about; gives the state of the ctrl in question afterwards. */
  readonly happens: (r: Rig) => number | undefined;
  readonly events: string[];
  readonly state: number;
}

/** What happens to a socket, and the one event that tells it. */
const SITUATIONS: readonly Situation[] = [
  {
    title: "the link comes up after a pending linkup",
    happens({ card, socket, make, state }) {
      card.setLink(false);
      const ctrl = make();
      socket.linkup(ctrl);
      card.setLink(true);
      return state(ctrl);
    },
    events: ["LINK 0"],
    state: OFF_LINE,
  },
  {
    title: "the link goes down while nothing is under way",
    happens({ card, make, state }) {
      const ctrl = make();
      card.setLink(false);
      return state(ctrl);
    },
    events: [],
    state: LINK_OFF,
  },
  {
    title: "connected",
    happens({ socket, make, settle, state }) {
      const ctrl = make();
      socket.connect(ctrl, "10.0.0.1", 80);
      settle();
      return state(ctrl);
    },
    events: ["ON_LINE 0"],
    state: ONLINE,
  },
  {
    title: "a name with port 0 is resolved",
    happens({ card, socket, make, settle, state }) {
      card.names.set("a.test", ["10.0.0.1"]);
      const ctrl = make();
      socket.connect(ctrl, "a.test", 0);
      settle();
      return state(ctrl);
    },
    events: ["ON_LINE 0"],
    state: OFF_LINE,
  },
  {
    title: "a name is not found",
    happens({ socket, make, settle, state }) {
      const ctrl = make();
      socket.connect(ctrl, "no.test", 80);
      settle();
      return state(ctrl);
    },
    events: ["ON_LINE -1"],
    state: WAIT_DNS,
  },
  {
    title: "all addresses fail",
    happens({ card, socket, make, settle, state }) {
      card.names.set("a.test", ["10.0.0.7", "10.0.0.8"]);
      card.refusing.add("10.0.0.7").add("10.0.0.8");
      const ctrl = make();
      socket.connect(ctrl, "a.test", 80);
      settle();
      return state(ctrl);
    },
    events: ["ON_LINE -1"],
    state: CONNECTING,
  },
  {
    title: "the link is lost while a name is looked up",
    happens({ card, socket, make, state }) {
      card.auto = false;
      const ctrl = make();
      socket.connect(ctrl, "a.test", 80);
      card.setLink(false);
      return state(ctrl);
    },
    events: ["ON_LINE -1"],
    state: WAIT_DNS,
  },
  {
    title: "the link is lost while connecting",
    happens({ card, socket, make, state }) {
      card.auto = false;
      const ctrl = make();
      socket.connect(ctrl, "10.0.0.1", 80);
      card.setLink(false);
      return state(ctrl);
    },
    events: ["ON_LINE -1"],
    state: CONNECTING,
  },
  {
    title: "the card fails to connect because its link is gone",
    happens({ card, socket, make, settle, state }) {
      card.auto = false;
      card.names.set("a.test", ["10.0.0.1", "10.0.0.3"]);
      const ctrl = make();
      socket.connect(ctrl, "a.test", 80);
      card.lookup.answer({ addresses: ["10.0.0.1", "10.0.0.3"] });
      card.stream.fail({ reason: "link" });
      settle();
      return state(ctrl);
    },
    events: ["ON_LINE -1"],
    state: CONNECTING,
  },
  {
    title: "a listener cannot bind",
    happens({ card, socket, make, settle, state }) {
      card.busyPorts.add(4000);
      const ctrl = make();
      socket.config(ctrl, 4000);
      socket.listen(ctrl);
      settle();
      return state(ctrl);
    },
    events: ["ON_LINE -1"],
    state: CONNECTING,
  },
  {
    title: "listening has started",
    happens: ({ listening, state }) => state(listening()),
    events: [],
    state: LISTEN,
  },
  {
    title: "a client arrives at a one-to-one server",
    happens({ card, listening, state }) {
      const ctrl = listening();
      card.listener.client();
      return state(ctrl);
    },
    events: ["ON_LINE 0"],
    state: ONLINE,
  },
  {
    title: "two clients arrive at a one-to-many server",
    happens({ card, listening, state }) {
      const ctrl = listening(2);
      card.listener.client();
      card.listener.client();
      return state(ctrl);
    },
    events: ["ON_LINE 0", "ON_LINE 0"],
    state: LISTEN,
  },
  {
    title: "the system has all that several tx sent",
    happens({ socket, online, settle, state }) {
      const [ctrl] = online();
      for (let i = 0; i < 3; i++) socket.tx(ctrl, "x");
      settle();
      return state(ctrl);
    },
    events: ["TX_OK 0"],
    state: ONLINE,
  },
  {
    title: "three chunks arrive",
    happens({ online, state }) {
      const [ctrl, stream] = online();
      for (const chunk of ["a", "b", "c"]) stream.receive(chunk);
      return state(ctrl);
    },
    events: ["EVENT 0", "EVENT 0", "EVENT 0"],
    state: ONLINE,
  },
  {
    title: "the peer ends",
    happens({ online, state }) {
      const [ctrl, stream] = online();
      stream.fin();
      return state(ctrl);
    },
    events: ["EVENT -1"],
    state: ONLINE,
  },
  {
    title: "the peer resets",
    happens({ online, state }) {
      const [ctrl, stream] = online();
      stream.fail({ reason: "reset" });
      return state(ctrl);
    },
    events: ["EVENT -1"],
    state: ONLINE,
  },
  {
    title: "the link goes down while on line",
    happens({ card, online, state }) {
      const [ctrl] = online();
      card.setLink(false);
      return state(ctrl);
    },
    events: ["EVENT -1"],
    state: ONLINE,
  },
  {
    title: "the peer ends while a tx is pending",
    happens({ socket, online, settle, state }) {
      const [ctrl, stream] = online();
      stream.slow = true;
      socket.tx(ctrl, "x");
      settle();
      stream.fin();
      return state(ctrl);
    },
    events: ["TX_OK -1"],
    state: ONLINE,
  },
  {
    title: "the peer ends while EVENT is waited for",
    happens({ socket, online, state }) {
      const [ctrl, stream] = online();
      socket.wait(ctrl);
      stream.fin();
      return state(ctrl);
    },
    events: ["EVENT -1"],
    state: ONLINE,
  },
  {
    title: "the link goes down while listening",
    happens({ card, listening, state }) {
      const ctrl = listening();
      card.setLink(false);
      return state(ctrl);
    },
    events: ["ON_LINE -1"],
    state: LISTEN,
  },
  {
    title: "discon is complete",
    happens({ socket, online, settle, state }) {
      const [ctrl] = online();
      socket.discon(ctrl);
      settle();
      return state(ctrl);
    },
    events: ["CLOSED 0"],
    state: OFF_LINE,
  },
  {
    title: "the link goes down while disconnecting",
    happens({ card, socket, online, state }) {
      const [ctrl] = online();
      card.peersEndToo = false;
      socket.discon(ctrl);
      card.setLink(false);
      return state(ctrl);
    },
    events: ["CLOSED -1"],
    state: OFF_LINE,
  },
  {
    title: "close",
    happens({ socket, online, state }) {
      const [ctrl] = online();
      socket.close(ctrl);
      return state(ctrl);
    },
    events: [],
    state: ONLINE,
  },
  {
    title: "low-level events after the break",
    happens({ card, online, state }) {
      const [ctrl, stream] = online();
      stream.slow = true;
      stream.fin();
      stream.fail({ reason: "reset" });
      card.setLink(false);
      card.setLink(true);
      return state(ctrl);
    },
    events: ["EVENT -1"],
    state: ONLINE,
  },
  {
    title: "room after a full card, when the connection broke meanwhile",
    happens({ socket, online, state }) {
      const [ctrl, stream] = online();
      stream.slow = true;
      stream.highWater = 5000;
      socket.tx(ctrl, new Uint8Array(5000));
      socket.tx(ctrl, new Uint8Array(5000));
      stream.fin();
      stream.pass();
      return state(ctrl);
    },
    events: ["TX_OK -1"],
    state: ONLINE,
  },
];

describe("what is told", () => {
  it.each(SITUATIONS)("$title: $events", ({ happens, events, state }) => {
    const r = rig();
    const now = happens(r);
    r.settle();
    expect(r.told()).toEqual(events);
    expect(now).toBe(state);
    expect(r.card.misuse).toEqual([]);
    r.library.stop();
    r.settle();
    expect([r.told(), r.card.open(), r.clock.waiting]).toEqual([[], [], 0]);
  });
});
