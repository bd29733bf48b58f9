/** What both sides chose for one session. */
export interface Randoms {
  readonly client: number;
  readonly server: number;
}

/** What the proofs and seals of one side are about. */
export function sessionKey(side: "client" | "server", { client, server }: Randoms): string {
  return `${side} ${client} ${server}`;
}
