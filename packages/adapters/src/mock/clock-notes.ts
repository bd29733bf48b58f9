const notes = new WeakMap<object, Array<() => string | undefined>>();

/** Adds to what errors of a clock say. @param note - undefined: nothing to say so far. */
export function addNote(clock: object, note: () => string | undefined): void {
  notes.set(clock, [...(notes.get(clock) ?? []), note]);
}

/** Puts the notes of a clock into the message of an error, each once; gives it back. */
export function annotated(clock: object, error: unknown): unknown {
  if (!(error instanceof Error) || Object.getOwnPropertyDescriptor(error, "message")?.writable !== true) return error;
  for (const note of notes.get(clock) ?? []) {
    const text = note();
    if (text !== undefined && !error.message.includes(text)) error.message += `\n${text}`;
  }
  return error;
}
