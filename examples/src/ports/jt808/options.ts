/** What a vehicle terminal is given, which speaks JT/T 808. */
export interface TerminalOptions {
  readonly host: string;
  readonly port: number;
  /** Its number, of 12 digits. */
  readonly phone: string;
  /** Milliseconds between locations. */
  readonly interval: number;
  /** Tells where it is, in degrees. */
  readonly locate: () => { readonly latitude: number; readonly longitude: number };
  /** Told a text that the platform sent. */
  readonly onText: (text: string) => void;
}
