/** What the program did is not what the transcript has, or a part of the transcript was not used. */
export class ReplayError extends Error {
  override readonly name = "ReplayError";
  /** The line of the transcript that was expected; absent behind its end. */
  readonly line: number | undefined;

  /**
   * @param problem - what was expected, and what came.
   * @param line - counted from 1.
   */
  constructor(problem: string, line?: number) {
    super(line === undefined ? problem : `line ${line} of the transcript: ${problem}`);
    this.line = line;
  }
}
