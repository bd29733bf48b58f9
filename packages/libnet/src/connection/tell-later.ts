import type { World } from "./world.js";

/**
 * Calls a listener of the user's apart from what goes on now, so that one that fails breaks nothing; its error goes where
 * those of all callbacks go.
 *
 * @param where - names the listener.
 */
export function tellLater({ clock, errors }: World, tell: () => unknown, where: () => string): void {
  clock.dry(() => {
    try {
      errors.watch(tell(), where());
    } catch (error) {
      errors.report(error, where());
    }
  });
}
