/** A card did not do what a law says. */
export class LawBroken extends Error {
  override readonly name = "LawBroken";

  /**
   * @param law - the id of the law.
   * @param expected - what the law says, in words.
   * @param seen - what was seen instead.
   */
  constructor(
    readonly law: string,
    readonly expected: string,
    readonly seen: string,
    options?: ErrorOptions,
  ) {
    super(`${law}: expected ${expected}; seen: ${seen}`, options);
  }
}
