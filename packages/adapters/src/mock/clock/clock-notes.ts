import type { Stop } from "@luat/contract";

/** What notes are for: all errors that a clock gives, or only those of waits that cannot end, and of scripts. */
export type Occasion = "any" | "waits";

interface Note {
  readonly occasion: Occasion;
  readonly text: () => string | undefined;
}

const notes = new WeakMap<object, readonly Note[]>();
/** What was added to messages. */
const added = new WeakMap<Error, string>();

/** Adds to what errors of a clock say. @param text - undefined: nothing to say so far. */
export function addNote(clock: object, text: () => string | undefined, occasion: Occasion = "any"): void {
  notes.set(clock, [...(notes.get(clock) ?? []), { occasion, text }]);
}

/** Adds to what errors of waits that cannot end say, before all else, until that is stopped. */
export function addFirst(clock: object, text: () => string | undefined): Stop {
  const first: Note = { occasion: "waits", text };
  notes.set(clock, [first, ...(notes.get(clock) ?? [])]);
  return () => {
    notes.set(clock, (notes.get(clock) ?? []).filter((note) => note !== first));
  };
}

/** Puts the notes of a clock into the message of an error, each once; gives it back. */
export function annotated(clock: object, error: unknown, occasion: Occasion = "any"): unknown {
  if (!isOpen(error)) return error;
  for (const note of notes.get(clock) ?? []) {
    const text = note.occasion === "any" || occasion === "waits" ? note.text() : undefined;
    if (text !== undefined) addTo(error, text);
  }
  return error;
}

/** Adds to what an error says, on lines of its own, unless it says so already. */
export function addTo(error: unknown, text: string): void {
  if (isOpen(error) && !error.message.includes(text)) append(error, `\n${text}`);
}

/** Takes what was added to an error to the one of which it is the cause, for both are shown. */
export function moveNotes(from: unknown, to: Error): void {
  if (!isOpen(from) || !isOpen(to)) return;
  const text = added.get(from) ?? "";
  added.delete(from);
  say(from, from.message.slice(0, from.message.length - text.length));
  if (!to.message.includes(text)) append(to, text);
}

/** Adds a line to what an error says, once; false when it cannot be changed. */
export function addLine(error: unknown, line: string): boolean {
  if (!isOpen(error)) return false;
  if (!error.message.includes(line)) say(error, `${error.message}\n${line}`);
  return true;
}

function append(error: Error, text: string): void {
  added.set(error, `${added.get(error) ?? ""}${text}`);
  say(error, `${error.message}${text}`);
}

/** Changes the message, and the stack as far as it repeats it: some show the one, some the other. */
function say(error: Error, message: string): void {
  const { stack } = error;
  const before = error.message;
  error.message = message;
  if (stack !== undefined && before !== "") error.stack = stack.replace(before, () => message);
}

function isOpen(error: unknown): error is Error {
  return error instanceof Error && Object.getOwnPropertyDescriptor(error, "message")?.writable === true;
}
