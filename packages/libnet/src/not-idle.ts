import { openText, type OpenItem } from "@luat/corelib";

const HINT = "createDevice({ origins: true }) makes a device that tells where each was made";

/**
 * The error that tells what a device has open, one a line.
 *
 * @param now - the time on the device's clock.
 * @param kept - whether the device keeps where things are made.
 */
export function notIdle(items: readonly OpenItem[], now: number, kept: boolean): Error {
  return new Error(listed("the device is not idle:", items, now, kept));
}

/** What a device waits for, one a line; undefined when it waits for nothing. */
export function waitsText(items: readonly OpenItem[], now: number, kept: boolean): string | undefined {
  const waits = items.filter(({ limit }) => limit !== undefined);
  return waits.length === 0 ? undefined : listed("\nwhat is waited for:", waits, now, kept);
}

function listed(title: string, items: readonly OpenItem[], now: number, kept: boolean): string {
  const lines = items.map((item) => `- ${openText(item, now)}`);
  return [title, ...lines, ...(kept ? [] : [HINT])].join("\n");
}
