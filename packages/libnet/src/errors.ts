import { describeFault, type Fault, type FaultReason, type PeerCertificate, type TlsReason } from "@luat/contract";
import { IS_STOP } from "@luat/corelib";
import type { AnswerFlaw } from "@luat/socket/sntp";

/** What went wrong, stable for programs: a fault's reason, or `"closed"`, `"stopped"`, `"answer"`, `"frame"`, `"incomplete"`. */
export type ErrorCode = FaultReason | "closed" | "stopped" | "answer" | "frame" | "incomplete";

/** What every error of the Promise face tells beside its message. */
export interface ErrorDetails {
  /** What was being done, such as `"connect"`. */
  readonly op: string;
  /** With whom, such as `"host:1883"`. */
  readonly endpoint?: string | undefined;
  /** What the message adds to the reason. */
  readonly note?: string | undefined;
  /** Whether nothing of what was to be sent went out, where that is of concern. */
  readonly withdrawn?: boolean | undefined;
  /** What the system threw or reported; of a name with several addresses an AggregateError of what came of each. */
  readonly cause?: unknown;
}

const OS_NUMBERS: { readonly [code in ErrorCode]?: number } = {
  limit: -1,
  timeout: -3,
  "in-use": -8,
  closed: -11,
  link: -13,
  reset: -14,
};

/**
 * The base of all errors that the network or a closed socket causes. Programmer's mistakes are TypeError and RangeError.
 *
 * @example
 * ```ts
 * import { BrokenError, connect, TimeoutError } from "@luat/libnet";
 *
 * try {
 *   await connect({ host: "127.0.0.1", port: 9, timeout: 5_000 });
 * } catch (error) {
 *   if (error instanceof TimeoutError) console.log("nobody answers");
 *   else if (error instanceof BrokenError) console.log(error.message); // prints 'Cannot connect to "127.0.0.1:9": connection refused (ECONNREFUSED)'
 *   else throw error;
 * }
 * ```
 */
export class LuatError extends Error {
  override readonly name: string = "LuatError";
  /** What went wrong, for programs to decide by. */
  readonly code: ErrorCode;
  /**
   * LuatOS's own error number, as its logs show it, where there is one: -1 `limit`, -3 `timeout`, -8 `in-use`,
   * -11 `closed`, -13 `link`, -14 `reset`.
   */
  declare readonly number?: number;
  /** What was being done, such as `"connect"`. */
  readonly op: string;
  /** With whom, such as `"host:1883"`. */
  readonly endpoint: string | undefined;
  /**
   * Of what was to be sent, as far as it is known: `true`, nothing of it went out, so that it may be sent again without being sent twice;
   * `false`, it may have arrived.
   */
  declare readonly withdrawn?: boolean;

  constructor(code: ErrorCode, why: string, details: ErrorDetails) {
    const { op, endpoint, note, cause, withdrawn } = details;
    const whom = endpoint === undefined ? "" : ` ${PREPOSITIONS[op] ?? "with"} "${endpoint}"`;
    const more = note === undefined ? "" : `, ${note}`;
    super(`Cannot ${op}${whom}: ${why}${more}`, cause === undefined ? undefined : { cause });
    this.code = code;
    const number = OS_NUMBERS[code];
    // Set only where there is one, so that printed errors show nothing that is not.
    if (number !== undefined) this.number = number;
    this.op = op;
    this.endpoint = endpoint;
    if (withdrawn !== undefined) this.withdrawn = withdrawn;
  }
}

const PREPOSITIONS: Readonly<Record<string, string>> = { connect: "to", listen: "on", bind: "on", accept: "from", send: "to", "finish sending": "to", receive: "from", "get an answer": "from", "get the time": "from", join: "the group", leave: "the group" };

/** You closed it: the call came after, or waited during, `close()` or `stop()`. Codes: `closed`, `stopped`; the second ends a task quietly. */
export class ClosedError extends LuatError {
  override readonly name = "ClosedError";

  /** @internal */
  get [IS_STOP](): boolean {
    return this.code === "stopped";
  }
}

/**
 * The peer or the network is to blame: refused, reset, unreachable, link down … see `code`. Its code is `timeout` where
 * the system gave up, and not a time limit of yours.
 */
export class BrokenError extends LuatError {
  override readonly name = "BrokenError";
  /** The system's own code where there is one, such as `"ECONNREFUSED"`. */
  readonly errno: string | undefined;
  /** How many bytes had been accepted for sending but were never with the system: they are lost. */
  readonly unsent: number;

  constructor(fault: Fault, details: ErrorDetails & { readonly unsent?: number | undefined }) {
    super(fault.reason, describeFault(fault), { ...details, cause: details.cause ?? fault.cause });
    this.errno = fault.errno;
    this.unsent = details.unsent ?? 0;
  }
}

/** It took longer than the time that you gave. Code: `timeout`. */
export class TimeoutError extends LuatError {
  override readonly name = "TimeoutError";
  /** Of a send: the bytes were withdrawn and will not go out; otherwise they were accepted and may still arrive. */
  override readonly withdrawn: boolean;

  constructor(ms: number, details: ErrorDetails) {
    super("timeout", `timed out after ${ms} ms`, details);
    this.withdrawn = details.withdrawn ?? false;
  }
}

/** The name has no address. Code: `name`. */
export class ResolveError extends LuatError {
  override readonly name = "ResolveError";
  /** The system's own code where there is one, such as `"ENOTFOUND"`. */
  readonly errno: string | undefined;

  constructor(fault: Fault, details: ErrorDetails) {
    super("name", describeFault(fault), { ...details, cause: details.cause ?? fault.cause });
    this.errno = fault.errno;
  }
}

/** The handshake, a certificate or a key failed. Code: `tls`. */
export class TlsError extends LuatError {
  override readonly name = "TlsError";
  /** What is wrong, for programs to decide by. */
  readonly tls: TlsReason | undefined;
  /** The system's own code where there is one, such as `"CERT_HAS_EXPIRED"`. */
  readonly errno: string | undefined;
  /** Where `tls` is about the peer's certificate: the certificates that it showed, its own first, as far as the card tells. */
  declare readonly peerCertificates?: readonly PeerCertificate[];

  constructor(fault: Fault, details: ErrorDetails) {
    const { tls, errno, cause, peerCertificates } = fault;
    super("tls", describeFault(fault), { ...details, cause: details.cause ?? cause });
    this.tls = tls;
    this.errno = errno;
    // Not shown when the error is printed, as it is long.
    if (peerCertificates !== undefined) Object.defineProperty(this, "peerCertificates", { value: peerCertificates });
  }
}

const FLAWS: Readonly<Record<AnswerFlaw, string>> = {
  short: "the answer is too short",
  mode: "the answer is not that of a server",
  origin: "the answer is to another question",
  kiss: "the server gives no time",
  unsynchronised: "the server does not know the time itself",
  zero: "the answer holds no time",
};

/** A time server answered with what cannot be used. Code: `answer`. */
export class AnswerError extends LuatError {
  override readonly name = "AnswerError";
  /** What is wrong about the answer, for programs to decide by. */
  readonly flaw: AnswerFlaw;
  /** Why the server gives no time, as it says where `flaw` is `"kiss"`: `"RATE"`, it was asked too often; `"DENY"`, it never will. */
  readonly kiss: string | undefined;

  constructor(flaw: AnswerFlaw, details: ErrorDetails & { readonly kiss?: string | undefined }) {
    const { kiss } = details;
    super("answer", kiss === undefined ? FLAWS[flaw] : `${FLAWS[flaw]} (${kiss})`, details);
    this.flaw = flaw;
    this.kiss = kiss;
  }
}

/** What a read is for has not come as a whole, and will not. What has come stays unread. Code: `incomplete`. */
export class IncompleteError extends LuatError {
  override readonly name = "IncompleteError";
  /** `"cut"`: the peer has ended before; `"too-large"`: more has come than it may be. */
  readonly flaw: "cut" | "too-large";
  /** How many bytes are unread. */
  readonly unread: number;

  constructor(flaw: "cut" | "too-large", why: string, { endpoint, unread }: { readonly endpoint?: string | undefined; readonly unread: number }) {
    super("incomplete", why, { op: "receive", endpoint });
    this.flaw = flaw;
    this.unread = unread;
  }
}

/** The error that a fault of the network is. */
export function errorOf(fault: Fault, details: ErrorDetails & { readonly unsent?: number | undefined }): LuatError {
  if (fault.reason === "name") return new ResolveError(fault, details);
  if (fault.reason === "tls") return new TlsError(fault, details);
  return new BrokenError(fault, details);
}
