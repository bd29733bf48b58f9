/** How many servers LuatOS keeps, one in each slot. */
export const SERVER_SLOTS = 3;
/** The longest name that fits into a slot, in bytes. */
const LONGEST = 30;

/** The servers that LuatOS asks when it was told no others. */
export const DEFAULT_SERVERS: readonly string[] = ["ntp.aliyun.com", "ntp.ntsc.ac.cn", "time1.cloud.tencent.com"];

const encoder = new TextEncoder();

/** The servers of a device, in the order in which they are asked. They stay until they are replaced. */
export class Servers {
  readonly #slots = [...DEFAULT_SERVERS];
  readonly #refuse: (text: string) => void;

  /** @param refuse - is told why a name was not taken. */
  constructor(refuse: (text: string) => void) {
    this.#refuse = refuse;
  }

  /** The name in a slot, from 0. */
  at(slot: number): string {
    return this.#slots[slot] ?? "";
  }

  /**
   * Takes what `sntp` was given: one name for the first slot, or up to three, of which those that are absent or too long leave
   * their slots as they are.
   *
   * @returns false when a name that was given alone is too long; then nothing is to be done.
   */
  take(servers: unknown): boolean {
    if (Array.isArray(servers)) {
      for (const [slot, server] of servers.slice(0, SERVER_SLOTS).entries()) this.#put(slot, server);
      return true;
    }
    return this.#put(0, servers);
  }

  #put(slot: number, server: unknown): boolean {
    if (typeof server !== "string" && typeof server !== "number") return true;
    const name = String(server);
    const { length } = encoder.encode(name);
    if (length > LONGEST) {
      this.#refuse(`${JSON.stringify(name)} has ${length} bytes; expected at most ${LONGEST}`);
      return false;
    }
    this.#slots[slot] = name;
    return true;
  }
}
