import type { Endpoint } from "@luat/contract";
import { readAddress } from "../policy/address.js";
import type { Policy } from "../policy/policy.js";

/** So many are remembered. */
const KEPT = 256;

/** What the policy says of the endpoints of datagrams, which are often the same ones. */
export class Verdicts {
  readonly #policy: Policy;
  readonly #known = new Map<string, string | undefined>();

  constructor(policy: Policy) {
    this.#policy = policy;
  }

  /** The address of an endpoint in its one form, where datagrams may go to and come from it. */
  addressOf({ host, port }: Endpoint): string | undefined {
    const key = `${host} ${port}`;
    if (this.#known.has(key)) return this.#known.get(key);
    const address = readAddress(host);
    const verdict = address !== undefined && this.#policy.permits("udp", address, port) ? address.text : undefined;
    if (this.#known.size >= KEPT) this.#known.clear();
    this.#known.set(key, verdict);
    return verdict;
  }
}
