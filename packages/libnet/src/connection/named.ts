/** Has a name for errors. */
export interface Named {
  /** With whom, such as `host:1883`. */
  readonly endpoint: string;
}
