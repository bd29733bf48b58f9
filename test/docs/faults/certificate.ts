import { createAuthority } from "@luat/adapters/certs";
import { MockNet } from "@luat/adapters/mock";
import { NAME } from "./server.js";

/** Whom the client trusts. Good at the time at which mock networks begin. */
export const authority = createAuthority({ keyType: "ec", now: new MockNet().clock.wall() });
/** The server's. */
export const certificate = authority.issue({ names: [NAME] });
