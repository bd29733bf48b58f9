/** A message that the protocol does not know: it names the message and its field. */
export class WireError extends Error {
  override readonly name = "WireError";
  /** `"size"`: it is too large, and was not looked at further. */
  readonly kind: "protocol" | "size";

  /** @param problem - which message and field, what it holds, and what was expected. */
  constructor(problem: string, kind: "protocol" | "size" = "protocol") {
    super(problem);
    this.kind = kind;
  }
}
