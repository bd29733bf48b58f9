import { openText, type OpenItem } from "@luat/corelib";

const HINT = "createDevice({ origins: true }) makes a device that tells where each was made";

/**
 * The error that tells what a device has open, one a line.
 *
 * @param now - the time on the device's clock.
 * @param kept - whether the device keeps where things are made.
 */
export function notIdle(items: readonly OpenItem[], now: number, kept: boolean): Error {
  const lines = items.map((item) => `- ${openText(item, now)}`);
  return new Error(["the device is not idle:", ...lines, ...(kept ? [] : [HINT])].join("\n"));
}

/** What a device waits for, one a line; undefined when it waits for nothing. */
export function waitsText(items: readonly OpenItem[], now: number, kept: boolean): string | undefined {
  const waits = items.filter(({ limit }) => limit !== undefined);
  if (waits.length === 0) return undefined;
  const lines = waits.map((item) => `- ${openText(item, now)}`);
  return ["", "what is waited for:", ...lines, ...(kept ? [] : [HINT])].join("\n");
}
