import { VirtualClock } from "../../src/mock/index.js";
import { tlsConfigs } from "../tls-configs.js";

export { NAME } from "../tls-configs.js";

/** Certificates for the hosts of mock networks, good when virtual clocks start. */
export const { ca, client, tls } = tlsConfigs(new VirtualClock().wall(), ["10.0.0.1", "fd00::1"]);
