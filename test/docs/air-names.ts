import { createAir, type Air } from "@luat/air";
import type { Device } from "@luat/libnet";
import type { Example } from "./examples.js";

/** The well-known names of examples that are about LuatOS-Air. */
export interface AirNames extends Air {
  readonly device: Device;
}

export const AIR_NAMES = [
  ...(["sys", "socket", "socketcore", "rtos", "link", "net", "ntp", "log", "callbackSocket", "promises", "os", "str", "pack"] as const),
  "device",
] satisfies ReadonlyArray<keyof AirNames>;

/** Whether an example is written for the libraries of LuatOS-Air. */
export function isOfAir({ file }: Example): boolean {
  return /^(packages\/air\/|docs\/air\.)/.test(file);
}

export function airNames(device: Device): AirNames {
  return { ...createAir(device), device };
}
