/** Outside of Node there are no channels, so nobody ever subscribes to one. */
export function channel(_name: string): { readonly hasSubscribers: boolean; publish(message: unknown): void } {
  return { hasSubscribers: false, publish: () => undefined };
}
