import { LuatError, type BrokenError, type TimeoutError, type TlsError } from "@luat/libnet";
import type { SendError } from "@luat/libnet/long-connection";

/** What came of a call. */
export interface Outcome {
  readonly call: string;
  /** What it gave, if need be before its error. */
  readonly gave?: string | undefined;
  readonly error?: string | undefined;
  /** Milliseconds from the fault until it was known; of the time before it, below 0. */
  readonly after: number;
  /** Of a call that sends: what it says of that, if anything, and whether the server has got it. */
  readonly sending?: { readonly isSent: boolean | undefined; readonly arrived: boolean } | undefined;
}

/** An error as the table shows it. */
export function errorText(error: unknown): string {
  if (!(error instanceof LuatError)) return `\`${String(error)}\``;
  const { reason, withdrawn } = error as Partial<SendError & TimeoutError>;
  const { unsent } = error as Partial<BrokenError>;
  const { tls } = error as Partial<TlsError>;
  const more: string[] = [];
  if (error.number !== undefined) more.push(`\`${error.number}\``);
  if (tls !== undefined) more.push(`\`tls: "${tls}"\``);
  if (reason !== undefined) more.push(`\`reason: "${reason}"\``);
  else if (error.op === "send" && withdrawn !== undefined) more.push(`\`withdrawn: ${withdrawn}\``);
  if (unsent !== undefined && unsent > 0) more.push("`unsent > 0`");
  return `\`${error.name} "${error.code}"\`${more.length === 0 ? "" : ` (${more.join(", ")})`}`;
}
