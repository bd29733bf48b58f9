import type { DeviceParts } from "@luat/libnet/parts";

/** Milliseconds after which the network comes back by itself once it was shut. */
const REACTIVATION = 2_000;

declare module "@luat/corelib" {
  interface Topics {
    /** LuatOS-Air: the network is there. */
    IP_READY_IND: [];
    /** LuatOS-Air: the network is gone; all sockets are dead. */
    IP_ERROR_IND: [];
    /** LuatOS-Air: the bearer below the sockets is gone. */
    PDP_DEACT_IND: [];
    /** LuatOS-Air: the module is known to the network; the first step before `IP_READY_IND`. */
    NET_STATE_REGISTERED: [];
    /** LuatOS-Air: flight mode has taken the module off the network. */
    NET_STATE_UNREGISTER: [];
    /** LuatOS-Air: whether there is a way for data: `true` right before `IP_READY_IND`, `false` right after `IP_ERROR_IND`. */
    GPRS_ATTACH: [attached: boolean];
    /** LuatOS-Air: flight mode was switched. */
    FLYMODE: [on: boolean];
  }
}

const bearers = new WeakMap<object, Bearer>();

/** Whether the device is on the network, in the eyes of LuatOS-Air: its card is ready, and the program has not shut it. */
export class Bearer {
  readonly #onLost: Array<() => void> = [];
  readonly #parts: DeviceParts;
  #told = false;
  #registered = false;
  #shut = false;
  #flying = false;

  constructor(parts: DeviceParts) {
    this.#parts = parts;
  }

  /** That of a device: it watches its card from the first call on, and tells when it is ready already. */
  static of(device: object, parts: DeviceParts): Bearer {
    const known = bearers.get(device);
    if (known !== undefined) return known;
    const bearer = new Bearer(parts);
    bearers.set(device, bearer);
    const look = (): void => {
      bearer.#look();
    };
    for (const topic of ["IP_READY", "IP_LOSE"]) parts.corelib.watch(topic, look);
    look();
    return bearer;
  }

  /** Calls a function each time that the network is lost, before programs are told. */
  onLost(fn: () => void): void {
    this.#onLost.push(fn);
  }

  get isReady(): boolean {
    const { cards } = this.#parts;
    return !this.#shut && !this.#flying && cards.get(cards.default)?.isReady() === true;
  }

  get isFlying(): boolean {
    return this.#flying;
  }

  /** Drops the network for two seconds. */
  shut(): void {
    if (this.#shut) return;
    this.#shut = true;
    this.#lookSoon();
    this.#parts.corelib.sys.timerStart(() => {
      this.#shut = false;
      this.#look();
    }, REACTIVATION);
  }

  fly(on: boolean): void {
    if (on === this.#flying) return;
    this.#flying = on;
    this.#lookSoon(() => {
      const { sys } = this.#parts.corelib;
      if (on && this.#registered && !this.#told) {
        this.#registered = false;
        sys.publish("NET_STATE_UNREGISTER");
      }
      sys.publish("FLYMODE", on);
    });
  }

  /** From outside of the call, as nothing is told before it has returned. */
  #lookSoon(then: () => void = () => undefined): void {
    this.#parts.corelib.clock.dry(() => {
      this.#look();
      then();
    });
  }

  #look(): void {
    const now = this.isReady;
    if (now === this.#told) return;
    this.#told = now;
    const { sys } = this.#parts.corelib;
    if (now) {
      this.#registered = true;
      sys.publish("NET_STATE_REGISTERED");
      sys.publish("GPRS_ATTACH", true);
      sys.publish("IP_READY_IND");
      return;
    }
    for (const fn of this.#onLost) fn();
    sys.publish("PDP_DEACT_IND");
    sys.publish("IP_ERROR_IND");
    sys.publish("GPRS_ATTACH", false);
  }
}
