import process from "node:process";
import { systemClock } from "@luat/contract";
import { createDevice } from "@luat/libnet";
import { onInterrupt } from "./interrupts.js";
import type { Io } from "./io.js";

/** The process with this computer's network. */
export function processIo(): Io {
  const { stdin, stdout, stderr, env } = process;
  return {
    stdin,
    stdout,
    stderr,
    env,
    clock: systemClock,
    createDevice,
    onInterrupt: (heard) => onInterrupt(systemClock, heard),
  };
}
