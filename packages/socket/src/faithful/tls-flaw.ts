import { describeFault, type Fault } from "@luat/contract";
import { plainReason } from "./tls-alert.js";
import type { ReadTexts } from "./tls-texts.js";

type Name = keyof ReadTexts;

/** A path is shorter than any certificate or key. */
const LONGEST_PATH = 260;
const LABEL = /-----BEGIN ([A-Z0-9 ]+)-----/g;

/** What a card finds wrong with the settings, with the argument of `socket.config` that it is about. */
export function settingsFlaw(fault: Fault, texts: ReadTexts): string {
  const flaw = flawOf(fault, texts);
  return flaw === undefined ? describeFault(fault) : `${describeFault(fault)}: ${flaw}`;
}

function flawOf({ tls, cause }: Fault, texts: ReadTexts): string | undefined {
  switch (tls) {
    case "ca":
      return unreadable("server_cert", texts, "certificate", cause);
    case "certificate":
      return texts.client_cert === undefined ? "client_key is given, and client_cert is missing" : unreadable("client_cert", texts, "certificate", cause);
    case "key":
      return texts.client_key === undefined ? "client_cert is given, and client_key is missing" : unreadable("client_key", texts, "private key", cause);
    case "password":
      return texts.client_password === undefined ? "client_key is encrypted, and client_password is missing" : "client_password is not that of client_key";
    case "mismatch":
      return "client_key is not that of the first certificate in client_cert";
    case "psk":
      return cause instanceof Error ? cause.message.replaceAll("psk.key", "server_cert").replaceAll("psk.identity", "client_cert") : undefined;
    default:
      return undefined;
  }
}

/** What is wrong with an argument that is there: of another kind than it is to be, or broken. */
function unreadable(name: Name, texts: ReadTexts, wanted: "certificate" | "private key", cause: unknown): string {
  const value = texts[name] ?? "";
  if (value.length === 0) return `${name} is empty`;
  const labels = labelsOf(value);
  if (labels.length === 0 && typeof value === "string") {
    return value.length <= LONGEST_PATH ? `${name} is no PEM text; it must be the text of a PEM file, not its path` : `${name} is no PEM text; pass DER as bytes`;
  }
  const kinds = new Set(labels.map(kindOf));
  if (labels.length === 0 || kinds.has(wanted)) return `${name} ${whyOf(cause)}`;
  const isSwapped = name !== "server_cert" && holds(texts.client_cert, "private key") && holds(texts.client_key, "certificate");
  const hint = isSwapped ? "; are client_cert and client_key swapped?" : "";
  return `${name} holds a ${[...kinds].join(" and a ")}, no ${wanted}${hint}`;
}

function holds(value: string | Uint8Array | undefined, kind: string): boolean {
  return value !== undefined && labelsOf(value).some((label) => kindOf(label) === kind);
}

function labelsOf(value: string | Uint8Array): readonly string[] {
  const text = typeof value === "string" ? value : new TextDecoder().decode(value);
  return Array.from(text.matchAll(LABEL), ([, label = ""]) => label);
}

/** What is in a PEM block, in plain words. */
function kindOf(label: string): string {
  if (label === "CERTIFICATE" || label === "X509 CERTIFICATE") return "certificate";
  if (label.endsWith("CERTIFICATE REQUEST")) return "certificate request";
  if (label.endsWith("PRIVATE KEY")) return "private key";
  if (label.endsWith("PUBLIC KEY")) return "public key";
  return label === "X509 CRL" ? "revocation list" : label;
}

/** What the reader found, without the names that the card has for the settings. */
function whyOf(cause: unknown): string {
  const found = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : undefined;
  return found === undefined ? "cannot be read" : `cannot be read: ${plainReason(found)}`;
}
