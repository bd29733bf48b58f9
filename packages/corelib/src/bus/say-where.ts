/**
 * Adds to the message of an error where it was thrown, once. It stays the error that it is; what is no error, or cannot be
 * changed, is left as it is.
 */
export function sayWhere(error: unknown, where: string): void {
  if (!(error instanceof Error)) return;
  const { message, stack } = error;
  const line = `thrown by ${where}`;
  if (message.includes(line)) return;
  const more = message === "" ? line : `${message}\n${line}`;
  if (!write(error, "message", more) || stack === undefined || message === "") return;
  // Some test runners print the stack, which V8 begins with the message as it was when the error was made.
  write(error, "stack", stack.replace(message, () => more));
}

function write(error: Error, name: "message" | "stack", value: string): boolean {
  return Reflect.defineProperty(error, name, { value, writable: true, configurable: true, enumerable: false });
}
