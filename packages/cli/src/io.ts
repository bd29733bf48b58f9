import type { Readable, Writable } from "node:stream";
import type { Clock, Stop } from "@luat/contract";
import type { Device, DeviceOptions } from "@luat/libnet";

/** The world of the command: what tests replace. */
export interface Io {
  /** What it reads. */
  readonly stdin: Readable;
  /** Where data goes. */
  readonly stdout: Writable;
  /** Where the log goes. */
  readonly stderr: Writable;
  /** The environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The time of everything that it does. */
  readonly clock: Clock;
  /** Makes the device to talk with. */
  createDevice(options: DeviceOptions): Device;
  /** Calls `heard` at each Ctrl-C, with how many there were, until it is stopped. */
  onInterrupt(heard: (nth: number) => void): Stop;
}
