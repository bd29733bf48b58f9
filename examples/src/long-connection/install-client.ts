import type { Device } from "@luat/libnet";
import type { Client, ClientOptions } from "./client.js";
import { install as installFaithful } from "./faithful-client.js";
import { install as installPromise } from "./promise-client.js";
import { install as installPromiseUdp } from "./promise-udp-client.js";

/** With which calls a client is written. */
export type Face = "faithful" | "promise";

/** Installs a client in the way of writing that is asked for. */
export function installClient(device: Device, face: Face, options: ClientOptions): Client {
  if (face === "faithful") return installFaithful(device, options);
  return options.kind === "udp" ? installPromiseUdp(device, options) : installPromise(device, options);
}
