import { tlsConfigs } from "../tls-configs.js";

export { NAME } from "../tls-configs.js";

/** Certificates for the loopback, good now. */
export const { authority, stranger, ca, server, client, tls } = tlsConfigs(Date.now(), ["127.0.0.1", "::1"]);
