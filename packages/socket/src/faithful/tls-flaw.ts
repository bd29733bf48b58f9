import { describeFault, settingsFlaw as flawOf, type Fault, type SettingNames } from "@luat/contract";
import { plainReason } from "./tls-alert.js";
import type { ReadTexts } from "./tls-texts.js";

/** There is no argument for revocation lists. */
const NAMES: SettingNames = { ca: "server_cert", crl: "crl", cert: "client_cert", key: "client_key", passphrase: "client_password" };

/** What a card finds wrong with the settings, with the argument of `socket.config` that it is about. */
export function settingsFlaw(fault: Fault, { server_cert: ca, client_cert: cert, client_key: key, client_password: passphrase }: ReadTexts): string {
  const flaw = fault.tls === "psk" ? keyFlaw(fault.cause) : flawOf(fault, { ca, cert, key, passphrase }, NAMES, plainReason);
  return flaw === undefined ? describeFault(fault) : `${describeFault(fault)}: ${flaw}`;
}

function keyFlaw(cause: unknown): string | undefined {
  return cause instanceof Error ? cause.message.replaceAll("psk.key", "server_cert").replaceAll("psk.identity", "client_cert") : undefined;
}
