/**
 * What an input to the machine results in: one small integer of three parts, so that a packet costs no object.
 * The reply is for who gave the command, the action is for the runtime, the fact is for the owner of the socket.
 */
export type Step = number;

/** Nothing is answered, done or told. */
export const IGNORED = 0;

const REPLY = 3;
/** A command was not taken, and changed nothing. */
export const REFUSED = 0;
/** A command is complete. */
export const DONE = 1;
/** A command was taken; a fact tells its outcome later. */
export const PENDING = 2;

const ACTION = 7 << 2;
/** Look the name up. */
export const RESOLVE = 1 << 2;
/** Dial the next address. */
export const DIAL = 2 << 2;
/** Open the listener. */
export const BIND = 3 << 2;
/** Send what is queued, then FIN. */
export const FINISH = 4 << 2;
/** Let go of every low-level socket, look-up and unread byte. */
export const DROP = 5 << 2;
/** Take the client that is offered as this socket's own connection. */
export const ACCEPT = 6 << 2;
/** Send the client that is offered away. */
export const TURN_AWAY = 7 << 2;

const FACT = 15 << 5;
export const LINKED = 1 << 5;
export const CONNECTED = 2 << 5;
export const FAILED = 3 << 5;
export const LISTENING = 4 << 5;
export const OFFERED = 5 << 5;
export const RECEIVED = 6 << 5;
export const ACKED = 7 << 5;
export const WRITABLE = 8 << 5;
/** The peer ended its side; this side may go on sending. */
export const ENDED = 9 << 5;
export const BROKEN = 10 << 5;
export const DISCONNECTED = 11 << 5;
/** The link was lost while disconnecting. */
export const CUT = 12 << 5;

export function replyOf(step: Step): number {
  return step & REPLY;
}

export function actionOf(step: Step): number {
  return step & ACTION;
}

export function factOf(step: Step): number {
  return step & FACT;
}

const REPLIES = ["", "done", "pending"];
const ACTIONS = ["", "resolve", "dial", "bind", "finish", "drop", "accept", "turn away"];
const FACTS = [
  "",
  "linked",
  "connected",
  "failed",
  "listening",
  "offered",
  "received",
  "acked",
  "writable",
  "ended",
  "broken",
  "disconnected",
  "cut",
];

/** A step in words, such as `"pending, dial"`, for tests, diagrams and logs. */
export function describeStep(step: Step): string {
  const parts = [REPLIES[replyOf(step)], ACTIONS[actionOf(step) >> 2], FACTS[factOf(step) >> 5]];
  return parts.filter((part) => part !== "").join(", ");
}
