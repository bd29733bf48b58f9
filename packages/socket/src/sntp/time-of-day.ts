import type { Corelib } from "@luat/corelib";
import { luatMs } from "./ntp-time.js";
import type { Packet } from "./packet.js";

declare module "@luat/corelib" {
  interface Topics {
    /** The time of day was set. */
    NTP_UPDATE: [result: number];
    /** None of the servers told the time. */
    NTP_ERROR: [];
  }
}

/** What `ntptm` tells. */
export interface Ntptm {
  /** The time: whole seconds since 1970 (since the start, while it is not known). */
  readonly tsec: number;
  /** The time: the milliseconds of the next second. */
  readonly tms: number;
  /** `true` once the time is known; absent before. */
  readonly vaild?: true;
  /** The delay of the network, averaged over eight answers, in milliseconds. */
  readonly ndelay: number;
  /** The time at the device's start, as `tsec`; 0 while it is not known. */
  readonly ssec: number;
  /** Its milliseconds. */
  readonly sms: number;
  /** How long ago that was, in seconds. */
  readonly lsec: number;
  /** Its milliseconds. */
  readonly lms: number;
}

/** So many delays are averaged. */
const WINDOW = 8;

/** What a device knows about the time of day. The clock that it runs on, and so that of the host, stays as it is. */
export class TimeOfDay {
  readonly #corelib: Corelib;
  readonly #start: number;
  /** The time at the start, in whole milliseconds since 1970; 0 while it is not known. */
  #atStart = 0;
  #delay = 0;
  readonly #delays: number[] = [];

  constructor(corelib: Corelib) {
    this.#corelib = corelib;
    this.#start = corelib.clock.now();
  }

  /** Whether it was told the time. */
  get known(): boolean {
    return this.#atStart > 0;
  }

  /** The averaged delay of the network. */
  get delay(): number {
    return this.#delay;
  }

  /** The time in whole milliseconds since 1970. */
  get now(): number {
    return this.#atStart + this.#uptime;
  }

  /** Sets it, and tells all who subscribed to `NTP_UPDATE`. */
  set(ms: number): void {
    const { clock, sys } = this.#corelib;
    this.#corelib.wallOffset = ms - clock.wall();
    this.#atStart = Math.floor(ms) - this.#uptime;
    sys.publish("NTP_UPDATE", 0);
  }

  /** Sets it as LuatOS does: to what the answer says, though that was under way for a while. */
  takeAnswer({ origin, receive, transmit }: Packet): void {
    const sent = luatMs(transmit);
    const delay = Math.trunc((luatMs(receive) - luatMs(origin) + (this.now - sent)) / 2) | 0;
    this.set(sent);
    // The first request says no time, so that its answer says nothing about the delay.
    if (origin.seconds !== 0) this.#average(delay);
  }

  ntptm(): Ntptm {
    const uptime = this.#uptime;
    const [tsec, tms] = split(this.#atStart + uptime);
    const [ssec, sms] = split(this.#atStart);
    const [lsec, lms] = split(uptime);
    return { tsec, tms, ...(this.known && { vaild: true }), ndelay: this.#delay, ssec, sms, lsec, lms };
  }

  get #uptime(): number {
    return Math.floor(this.#corelib.clock.now() - this.#start);
  }

  #average(delay: number): void {
    if (this.#delay === 0) this.#delays.splice(0, WINDOW, ...Array.from({ length: WINDOW }, () => delay));
    else this.#delays.splice(0, WINDOW, ...this.#delays.slice(1), delay);
    const sum = this.#delays.reduce((total, one) => total + one, 0);
    this.#delay = Math.floor(Math.max(0, sum) / WINDOW);
  }
}

function split(ms: number): [seconds: number, rest: number] {
  const seconds = Math.floor(ms / 1000);
  return [seconds, ms - seconds * 1000];
}
