/** A time stamp of NTP: seconds since 1900 without what does not fit into 32 bits, and the fraction of the next one in 2^-32 s. */
export interface NtpTime {
  /** Since 1900, without what does not fit into 32 bits. */
  readonly seconds: number;
  /** Of the next second, in 2^-32 s. */
  readonly fraction: number;
}

/** What a field that is not set holds. */
export const UNSET: NtpTime = { seconds: 0, fraction: 0 };

/** Seconds from 1900, where NTP begins, to 1970. */
const UNIX_EPOCH = 2_208_988_800;
/** Seconds until NTP's counter begins anew, first in 2036. */
const ERA = 2 ** 32;

/**
 * Seconds since 1970. A counter that would be before 1970 has begun anew: so it is right until 2106, as on LuatOS.
 */
function unixSeconds({ seconds }: NtpTime): number {
  return seconds > UNIX_EPOCH ? seconds - UNIX_EPOCH : seconds + ERA - UNIX_EPOCH;
}

/** Milliseconds since 1970, with fractions. */
export function unixMs(time: NtpTime): number {
  return unixSeconds(time) * 1000 + (time.fraction / ERA) * 1000;
}

/** Whole milliseconds since 1970, as LuatOS takes them of a time stamp: now and then one less than {@link unixMs} has. */
export function luatMs(time: NtpTime): number {
  return unixSeconds(time) * 1000 + Math.floor(Math.floor(time.fraction / 4295) / 1000);
}

/**
 * The time stamp of a moment.
 *
 * @param ms - milliseconds since 1970.
 * @param rest - what is to be added to them; apart, as a number that large has no room for fine fractions. Default: 0.
 *
 * @example
 * ```ts
 * import { ntpTime, unixMs } from "@luat/socket/sntp";
 *
 * const time = ntpTime(Date.UTC(2026, 6, 1) + 500); // { seconds: 3991852800, fraction: 2147483648 }
 * new Date(unixMs(time)).toISOString(); // "2026-07-01T00:00:00.500Z"
 * ```
 */
export function ntpTime(ms: number, rest = 0): NtpTime {
  const seconds = Math.floor(ms / 1000);
  const fraction = Math.floor(((ms - seconds * 1000 + rest) / 1000) * ERA);
  const carry = Math.floor(fraction / ERA);
  return { seconds: modulo(seconds + UNIX_EPOCH + carry, ERA), fraction: fraction - carry * ERA };
}

export function isSame(a: NtpTime, b: NtpTime): boolean {
  return a.seconds === b.seconds && a.fraction === b.fraction;
}

function modulo(value: number, divisor: number): number {
  return value - Math.floor(value / divisor) * divisor;
}
