import { expect } from "vitest";
import { STATES } from "../src/ids.js";
import type { Socket } from "../src/runtime/socket.js";
import type { FakeCard } from "./fake-card.js";

/** As `expect`, but a hundred times quicker. */
export function must(holds: boolean, what: string, ...values: unknown[]): void {
  if (!holds) expect.fail([what, ...values.map((value) => JSON.stringify(value))].join(" "));
}

/** Whether a datagram is unread. */
const hasDatagram = (socket: Socket): boolean => socket.firstDatagram !== undefined;

/** What is true of a socket and what its card has open for it, whatever happened. Its port is its own. */
export function checkSocket(socket: Socket, card: FakeCard): void {
  const { state, goal, open, broken, untried, datagram, secure } = socket;
  const streams = card.streams.filter((one) => one.alive && one.sink === socket);
  const listeners = card.listeners.filter((one) => one.alive && one.options.port === socket.localPort);
  const datagrams = card.datagramSockets.filter((one) => one.alive && one.options.port === socket.localPort);
  const wrong = (what: string): void => must(false, what, { state, goal, open, broken, untried, datagram, secure });
  if (streams.length > 1 || listeners.length > 1 || datagrams.length > 1) wrong("more than one stream, listener or datagram socket");
  const [stream] = streams;
  const [low] = datagrams;
  if (!open && (streams.length > 0 || listeners.length > 0 || low !== undefined)) wrong("closed, but a stream, listener or datagram socket is open");
  if (datagram ? streams.length > 0 || listeners.length > 0 || secure : low !== undefined || hasDatagram(socket)) wrong("datagrams and a stream in one");
  if (!open && hasDatagram(socket)) wrong("closed, but a datagram is left");
  if (!open && (socket.available > 0 || socket.outgoing.gathered > 0 || socket.waiting > 0 || socket.fresh)) wrong("closed, but something is left");
  if (!open && broken) wrong("broken without a socket");
  if (goal === "none" && (stream !== undefined || listeners.length > 0 || low !== undefined)) wrong("it failed, but a stream, listener or datagram socket is open");
  if (untried > 0 && (goal !== "connect" || state < STATES.CONNECTING)) wrong("addresses are left");
  if (socket.fresh && socket.available === 0 && !hasDatagram(socket)) wrong("something arrived, but nothing is unread");
  if (socket.waiting > 0 && !(state === STATES.LISTEN && socket.many && !broken)) wrong("clients wait where nobody listens");
  switch (state) {
    case STATES.LINK_OFF:
      if (open && goal !== "none") wrong("a wait for the link holds a socket");
      break;
    case STATES.OFF_LINE:
      if (goal !== "none") wrong("off line with a goal");
      break;
    case STATES.WAIT_DNS:
      if (open) wrong("a look-up holds a socket");
      break;
    case STATES.CONNECTING:
      if (goal === "connect" && (datagram ? low?.phase !== "opening" : stream?.phase !== "dialing")) wrong("it does not dial, or bind");
      if (goal === "listen" && listeners[0]?.phase !== "opening") wrong("it does not bind");
      break;
    case STATES.SHAKEHAND:
      if (!secure) wrong("a handshake without TLS");
      if (goal === "connect" ? stream?.phase !== "handshake" : open && !broken) wrong("it does not shake hands");
      break;
    case STATES.ONLINE:
      if (open && !broken && (datagram ? low?.phase !== "open" : stream?.phase !== "up" || stream.finished)) wrong("on line without a stream, or unbound");
      if (open && goal === "none") wrong("on line for nothing");
      break;
    case STATES.LISTEN:
      if (!open) wrong("it listens without a socket");
      if (!broken && listeners[0]?.phase !== "open") wrong("it does not listen");
      break;
    case STATES.DISCONNECTING:
      if (!open || goal === "none" || broken || datagram) wrong("it disconnects what is not there");
      if (socket.available > 0 || socket.fresh) wrong("unread bytes are left");
      break;
  }
}
