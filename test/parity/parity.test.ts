import { networkInterfaces } from "node:os";
import { createAuthority } from "@luat/adapters/certs";
import { describe, expect, it } from "vitest";
import { DATAGRAM_SCRIPTS } from "./datagram-scripts.js";
import { DIAL_SCRIPTS } from "./dial-scripts.js";
import { ENDING_SCRIPTS } from "./ending-scripts.js";
import { LISTEN_SCRIPTS } from "./listen-scripts.js";
import { PROGRAM_SCRIPTS } from "./program-scripts.js";
import { runOnLoopback } from "./run-on-loopback.js";
import { runOnMock } from "./run-on-mock.js";
import { TLS_SCRIPTS } from "./tls-scripts.js";
import { TRANSFER_SCRIPTS } from "./transfer-scripts.js";
import { TUNNEL_SCRIPTS } from "./tunnel-scripts.js";
import { LASTING, type Scripts } from "./world.js";

const FAMILIES: Readonly<Record<string, Scripts>> = {
  "how connections begin": DIAL_SCRIPTS,
  "how bytes get across": TRANSFER_SCRIPTS,
  "how connections end": ENDING_SCRIPTS,
  servers: LISTEN_SCRIPTS,
  datagrams: DATAGRAM_SCRIPTS,
  TLS: TLS_SCRIPTS,
  "TLS inside tunnels": TUNNEL_SCRIPTS,
  programs: PROGRAM_SCRIPTS,
};

/** Keys take long to make, so each authority is made once. */
const authorities = { authority: createAuthority(LASTING), stranger: createAuthority(LASTING) };

const hasIPv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === "::1"));

/** What a script needs that this computer may not have. */
function isPossible(title: string): boolean {
  if (title.includes("over IPv6")) return hasIPv6;
  // Other systems have no broadcast address on their loopback.
  return !title.includes("broadcast") || process.platform === "linux";
}

describe.each(Object.entries(FAMILIES))("the mock network and real loopback tell the same story: %s", (_, scripts) => {
  for (const [title, script] of Object.entries(scripts)) {
    it.skipIf(!isPossible(title))(title, async () => {
      const mock = await runOnMock(script, authorities);
      expect(Object.values(mock).flat().length).toBeGreaterThan(1);
      expect(await runOnLoopback(script, authorities)).toEqual(mock);
    });
  }
});
