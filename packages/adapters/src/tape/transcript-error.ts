/** A transcript that cannot be read. */
export class TranscriptError extends Error {
  override readonly name = "TranscriptError";
  /** The line that is wrong, counted from 1. */
  readonly line: number;

  /**
   * @param line - counted from 1.
   * @param problem - what is wrong there, and what was expected.
   */
  constructor(line: number, problem: string) {
    super(`line ${line} of the transcript: ${problem}`);
    this.line = line;
  }
}
