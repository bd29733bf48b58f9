/** What settles the promise that was made last; take it at once. */
export const captured: { resolve: (value: never) => void; reject: (reason: unknown) => void } = { resolve: nothing, reject: nothing };

/** For `new Promise`: one function for all promises, where each would need one of its own. */
export function capture(resolve: (value: never) => void, reject: (reason: unknown) => void): void {
  captured.resolve = resolve;
  captured.reject = reject;
}

function nothing(): void {
  // Replaced by the first promise.
}
