import { describe, expect, it } from "vitest";
import { freshMachine, type Goal, type Machine } from "../../src/core/machine.js";
import { INPUTS, type Row } from "../../src/core/row.js";
import { describeStep, type Step } from "../../src/core/step.js";
import { TABLE } from "../../src/core/table.js";
import { STATES, type State } from "../../src/ids.js";

type StateName = keyof typeof STATES;

/** Every input; those that depend on what comes with them, once for each kind. */
const CASES = {
  "linkup, up": (row: Row, m: Machine) => row.linkup(m, true),
  "linkup, down": (row: Row, m: Machine) => row.linkup(m, false),
  "connect, up": (row: Row, m: Machine) => row.connect(m, true),
  "connect name, up": (row: Row, m: Machine) => row.connect(m, true),
  "connect, down": (row: Row, m: Machine) => row.connect(m, false),
  "listen, up": (row: Row, m: Machine) => row.listen(m, true),
  "listen, down": (row: Row, m: Machine) => row.listen(m, false),
  discon: (row: Row, m: Machine) => row.discon(m),
  close: (row: Row, m: Machine) => row.close(m),
  linkUp: (row: Row, m: Machine) => row.linkUp(m),
  linkDown: (row: Row, m: Machine) => row.linkDown(m),
  "resolved, 0": (row: Row, m: Machine) => row.resolved(m, 0),
  "resolved, 3": (row: Row, m: Machine) => row.resolved(m, 3),
  connected: (row: Row, m: Machine) => row.connected(m),
  secured: (row: Row, m: Machine) => row.secured(m),
  listening: (row: Row, m: Machine) => row.listening(m),
  offered: (row: Row, m: Machine) => row.offered(m),
  received: (row: Row, m: Machine) => row.received(m),
  sent: (row: Row, m: Machine) => row.sent(m),
  drained: (row: Row, m: Machine) => row.drained(m),
  ended: (row: Row, m: Machine) => row.ended(m),
  closed: (row: Row, m: Machine) => row.closed(m),
} as const;

type Case = keyof typeof CASES;

/** What is set before the input. */
const SETTINGS: { readonly [name in Case]?: Partial<Machine> } = {
  "connect, up": { lookup: false },
  "connect name, up": { lookup: true },
  "connect, down": { lookup: false },
};

/**
 * What is expected: the step in words (`-`: ignored), and behind the arrow what it sets, the rest of the machine stays
 * as it was: the new state, `goal=`, `untried=`, a flag or `!flag`; `forgets` stands for all that belongs to an
 * attempt or connection.
 */
interface Sheet {
  /** What the machine typically is in this state. */
  readonly base: Partial<Machine>;
  readonly all: Readonly<Record<Case, string>>;
  /** Other machines in this state; inputs that are not listed are answered as above. */
  readonly variants: Readonly<Record<string, readonly [Partial<Machine>, { readonly [name in Case]?: string }]>>;
}

const FORGETS: Partial<Machine> = { goal: "none", open: false, broken: false, fresh: false, untried: 0 };

const SHEETS: Readonly<Record<StateName, Sheet>> = {
  LINK_OFF: {
    base: {},
    all: {
      "linkup, up": "done → OFF_LINE",
      "linkup, down": "pending",
      "connect, up": "pending, dial → CONNECTING goal=connect open",
      "connect name, up": "pending, resolve → WAIT_DNS goal=connect",
      "connect, down": "pending → goal=connect",
      "listen, up": "pending, bind → CONNECTING goal=listen open",
      "listen, down": "pending → goal=listen",
      discon: "done, drop → OFF_LINE forgets",
      close: "done, drop → forgets",
      linkUp: "linked → OFF_LINE",
      linkDown: "-",
      "resolved, 0": "-",
      "resolved, 3": "-",
      connected: "-",
      secured: "-",
      listening: "-",
      offered: "turn away",
      received: "-",
      sent: "-",
      drained: "-",
      ended: "-",
      closed: "-",
    },
    variants: {
      "a connect waits for the link": [{ goal: "connect" }, { linkUp: "dial, linked → CONNECTING open", "linkup, up": "done" }],
      "a connect to a name waits for the link": [
        { goal: "connect", lookup: true },
        { linkUp: "resolve, linked → WAIT_DNS", "linkup, up": "done" },
      ],
      "a listen waits for the link": [{ goal: "listen" }, { linkUp: "bind, linked → CONNECTING open", "linkup, up": "done" }],
      "failed, not closed, and asked for the link since": [
        { open: true, broken: true },
        {
          "connect, up": "-",
          "connect name, up": "-",
          "connect, down": "-",
          "listen, up": "-",
          "listen, down": "-",
        },
      ],
    },
  },

  OFF_LINE: {
    base: {},
    all: {
      "linkup, up": "done",
      "linkup, down": "pending → LINK_OFF",
      "connect, up": "pending, dial → CONNECTING goal=connect open",
      "connect name, up": "pending, resolve → WAIT_DNS goal=connect",
      "connect, down": "pending → LINK_OFF goal=connect",
      "listen, up": "pending, bind → CONNECTING goal=listen open",
      "listen, down": "pending → LINK_OFF goal=listen",
      discon: "done, drop → forgets",
      close: "done, drop → forgets",
      linkUp: "linked",
      linkDown: "-",
      "resolved, 0": "-",
      "resolved, 3": "-",
      connected: "-",
      secured: "-",
      listening: "-",
      offered: "turn away",
      received: "-",
      sent: "-",
      drained: "-",
      ended: "-",
      closed: "-",
    },
    variants: {
      "failed, not closed, and asked for the link since": [
        { open: true, broken: true },
        {
          "connect, up": "-",
          "connect name, up": "-",
          "connect, down": "-",
          "listen, up": "-",
          "listen, down": "-",
        },
      ],
    },
  },

  WAIT_DNS: {
    base: { goal: "connect", lookup: true },
    all: {
      "linkup, up": "done",
      "linkup, down": "pending",
      "connect, up": "pending, dial → CONNECTING goal=connect open",
      "connect name, up": "pending, resolve → goal=connect",
      "connect, down": "pending → LINK_OFF goal=connect",
      "listen, up": "pending, bind → CONNECTING goal=listen open",
      "listen, down": "pending → LINK_OFF goal=listen",
      discon: "done, drop → OFF_LINE forgets",
      close: "done, drop → forgets",
      linkUp: "linked",
      linkDown: "drop, failed → goal=none",
      "resolved, 0": "failed → goal=none",
      "resolved, 3": "dial → CONNECTING open untried=2 !lookup",
      connected: "-",
      secured: "-",
      listening: "-",
      offered: "turn away",
      received: "-",
      sent: "-",
      drained: "-",
      ended: "-",
      closed: "-",
    },
    variants: {
      "only to be resolved": [{ resolveOnly: true }, { "resolved, 3": "connected → OFF_LINE goal=none" }],
      failed: [
        { goal: "none" },
        {
          "linkup, up": "done → OFF_LINE",
          "linkup, down": "pending → LINK_OFF",
          linkDown: "-",
          "resolved, 0": "-",
          "resolved, 3": "-",
        },
      ],
    },
  },

  CONNECTING: {
    base: { goal: "connect", open: true },
    all: {
      "linkup, up": "done",
      "linkup, down": "pending",
      "connect, up": "-",
      "connect name, up": "-",
      "connect, down": "-",
      "listen, up": "-",
      "listen, down": "-",
      discon: "done, drop → OFF_LINE forgets",
      close: "done, drop → forgets",
      linkUp: "linked",
      linkDown: "drop, failed → goal=none untried=0",
      "resolved, 0": "-",
      "resolved, 3": "-",
      connected: "connected → ONLINE",
      secured: "-",
      listening: "-",
      offered: "turn away",
      received: "-",
      sent: "-",
      drained: "-",
      ended: "-",
      closed: "failed → goal=none",
    },
    variants: {
      "with TLS": [{ secure: true }, { connected: "→ SHAKEHAND" }],
      "with addresses to try": [{ untried: 2 }, { closed: "dial → untried=1" }],
      "opening a listener": [{ goal: "listen" }, { connected: "-", listening: "listening → LISTEN" }],
      failed: [
        { goal: "none" },
        {
          "linkup, up": "done → OFF_LINE",
          "linkup, down": "pending → LINK_OFF",
          linkDown: "-",
          connected: "-",
          closed: "-",
        },
      ],
    },
  },

  SHAKEHAND: {
    base: { goal: "connect", open: true, secure: true },
    all: {
      "linkup, up": "done",
      "linkup, down": "pending",
      "connect, up": "-",
      "connect name, up": "-",
      "connect, down": "-",
      "listen, up": "-",
      "listen, down": "-",
      discon: "done, drop → OFF_LINE forgets",
      close: "done, drop → forgets",
      linkUp: "linked",
      linkDown: "drop, failed → goal=none untried=0 broken",
      "resolved, 0": "-",
      "resolved, 3": "-",
      connected: "-",
      secured: "connected → ONLINE",
      listening: "-",
      offered: "turn away",
      received: "-",
      sent: "-",
      drained: "-",
      ended: "drop, failed → goal=none untried=0 broken",
      closed: "drop, failed → goal=none untried=0 broken",
    },
    variants: {
      "with addresses to try, which a failed handshake does not": [{ untried: 2 }, {}],
      failed: [
        { goal: "none", broken: true },
        {
          "linkup, up": "done → OFF_LINE",
          "linkup, down": "pending → LINK_OFF",
          secured: "-",
          linkDown: "-",
          ended: "-",
          closed: "-",
        },
      ],
    },
  },

  ONLINE: {
    base: { goal: "connect", open: true },
    all: {
      "linkup, up": "done",
      "linkup, down": "pending",
      "connect, up": "-",
      "connect name, up": "-",
      "connect, down": "-",
      "listen, up": "-",
      "listen, down": "-",
      discon: "pending, finish → DISCONNECTING !broken !fresh",
      close: "done, drop → forgets",
      linkUp: "linked",
      linkDown: "broken → broken",
      "resolved, 0": "-",
      "resolved, 3": "-",
      connected: "-",
      secured: "-",
      listening: "-",
      offered: "turn away",
      received: "received → fresh",
      sent: "acked",
      drained: "writable",
      ended: "broken → broken",
      closed: "broken → broken",
    },
    variants: {
      "the connection of a one-to-one server": [{ goal: "listen" }, {}],
      "with unread bytes": [{ fresh: true }, {}],
      "half-open": [{ halfOpen: true }, { ended: "ended" }],
      broken: [{ broken: true }, { linkDown: "-", ended: "-", closed: "-", drained: "-" }],
      "datagrams, which end at once": [{ datagram: true }, { discon: "done, drop → OFF_LINE forgets" }],
      "datagrams, unread": [{ datagram: true, fresh: true }, { discon: "done, drop → OFF_LINE forgets" }],
      "datagrams, broken": [
        { datagram: true, broken: true },
        { discon: "done, drop → OFF_LINE forgets", linkDown: "-", ended: "-", closed: "-", drained: "-" },
      ],
      closed: [
        { goal: "none", open: false },
        {
          "linkup, up": "done → OFF_LINE",
          "linkup, down": "pending → LINK_OFF",
          "connect, up": "pending, dial → CONNECTING goal=connect open",
          "connect name, up": "pending, resolve → WAIT_DNS goal=connect",
          "connect, down": "pending → LINK_OFF goal=connect",
          "listen, up": "pending, bind → CONNECTING goal=listen open",
          "listen, down": "pending → LINK_OFF goal=listen",
          discon: "done, drop → OFF_LINE forgets",
          linkDown: "-",
          ended: "-",
          closed: "-",
          drained: "-",
        },
      ],
    },
  },

  LISTEN: {
    base: { goal: "listen", open: true },
    all: {
      "linkup, up": "done",
      "linkup, down": "pending",
      "connect, up": "-",
      "connect name, up": "-",
      "connect, down": "-",
      "listen, up": "pending",
      "listen, down": "pending",
      discon: "done, drop → OFF_LINE forgets",
      close: "done, drop → OFF_LINE forgets",
      linkUp: "linked",
      linkDown: "drop, failed → goal=none broken",
      "resolved, 0": "-",
      "resolved, 3": "-",
      connected: "-",
      secured: "-",
      listening: "-",
      offered: "accept, connected → ONLINE",
      received: "-",
      sent: "-",
      drained: "-",
      ended: "-",
      closed: "drop, failed → goal=none broken",
    },
    variants: {
      "one to many": [{ many: true }, { offered: "offered" }],
      broken: [
        { goal: "none", broken: true },
        {
          "linkup, up": "done → OFF_LINE",
          "linkup, down": "pending → LINK_OFF",
          "listen, up": "-",
          "listen, down": "-",
          offered: "turn away",
          linkDown: "-",
          closed: "-",
        },
      ],
    },
  },

  DISCONNECTING: {
    base: { goal: "connect", open: true },
    all: {
      "linkup, up": "done",
      "linkup, down": "pending",
      "connect, up": "-",
      "connect name, up": "-",
      "connect, down": "-",
      "listen, up": "-",
      "listen, down": "-",
      discon: "done, drop → OFF_LINE forgets",
      close: "done, drop → OFF_LINE forgets",
      linkUp: "linked",
      linkDown: "drop, cut → OFF_LINE forgets",
      "resolved, 0": "-",
      "resolved, 3": "-",
      connected: "-",
      secured: "-",
      listening: "-",
      offered: "turn away",
      received: "-",
      sent: "-",
      drained: "-",
      ended: "-",
      closed: "drop, disconnected → OFF_LINE forgets",
    },
    variants: {
      "of a one-to-one server": [{ goal: "listen" }, {}],
    },
  },
};

/** What an expectation says that a machine becomes. */
function after(before: Machine, sets: string): Machine {
  let m = { ...before };
  for (const token of sets.split(" ").filter((part) => part !== "")) {
    const [name = "", value] = token.split("=");
    if (token in STATES) m = { ...m, state: STATES[token as StateName] };
    else if (token === "forgets") m = { ...m, ...FORGETS };
    else if (name === "goal") m = { ...m, goal: value as Goal };
    else if (name === "untried") m = { ...m, untried: Number(value) };
    else m = { ...m, [token.replace("!", "")]: !token.startsWith("!") };
  }
  return m;
}

function check(state: State, machine: Machine, name: Case, expected: string): void {
  const [words = "", sets = ""] = expected.split("→").map((part) => part.trim());
  const before = { ...machine, ...SETTINGS[name] };
  const m = { ...before };
  const step: Step = CASES[name](TABLE[state], m);
  expect({ step: describeStep(step), machine: m }).toEqual({ step: words === "-" ? "" : words, machine: after(before, sets) });
}

describe("the machine", () => {
  it("is described for every state and every input", () => {
    expect(Object.keys(SHEETS)).toEqual(Object.keys(STATES));
    const inputs = new Set(Object.keys(CASES).map((name) => (name.split(/[, ]/)[0] ?? "")));
    expect([...inputs].sort()).toEqual([...INPUTS].sort());
    for (const state of Object.values(STATES)) expect(Object.keys(TABLE[state]).sort()).toEqual([...INPUTS].sort());
  });

  for (const [stateName, { base, all, variants }] of Object.entries(SHEETS)) {
    const state = STATES[stateName as StateName];
    const typical: Machine = { ...freshMachine(), state, ...base };
    describe(stateName, () => {
      it.each(Object.entries(all))("%s: %s", (name, expected) => {
        check(state, typical, name as Case, expected);
      });

      for (const [title, [settings, special]] of Object.entries(variants)) {
        it(title, () => {
          for (const name of Object.keys(CASES) as Case[]) {
            check(state, { ...typical, ...settings }, name, special[name] ?? all[name]);
          }
        });
      }

      if (state === STATES.ONLINE) return;
      it("answers alike with datagrams, which only differ in how they end", () => {
        for (const [settings, special] of [[{}, {}] as const, ...Object.values(variants)]) {
          for (const name of Object.keys(CASES) as Case[]) {
            check(state, { ...typical, ...settings, datagram: true }, name, (special as Sheet["all"])[name] ?? all[name]);
          }
        }
      });
    });
  }
});
