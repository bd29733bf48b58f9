import type { TaskErrors } from "@luat/corelib";

/** Calls a function of the program's: what it throws, or rejects with, is reported, with `where`. */
export function callProgram(errors: TaskErrors, where: string, call: () => unknown): void {
  try {
    errors.watch(call(), where);
  } catch (error) {
    errors.report(error, where);
  }
}
