import { createAuthority } from "@luat/adapters/certs";
import { SERVER } from "./world.js";

/** Where virtual time starts. */
const now = Date.UTC(2026, 0, 1);
const authority = createAuthority({ now, keyType: "ec" });
export const ca = authority.cert;
export const stranger = createAuthority({ now, name: "Stranger", keyType: "ec" }).cert;
export const identity = authority.issue({ names: ["server.test", SERVER] });
export const known = authority.issue({ names: ["client.test"], usage: "client" });
