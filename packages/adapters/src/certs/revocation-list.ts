import forge from "node-forge";
import { hasSigned, type Certificate } from "./certificate.js";
import { bitsOf, firstPartOf, fromDer, isOf, octetsOf, oidOf, partsOf, partTagged, type Element } from "./der.js";
import { nameText } from "./distinguished-name.js";
import { serialText, timeOf, type Signed } from "./x509.js";

const { INTEGER, SEQUENCE, BOOLEAN, UTCTIME, GENERALIZEDTIME } = forge.asn1.Type;

/** A list of certificates that their issuer has revoked. */
export class RevocationList {
  /** Whose list it is, such as `"CN=Test authority"`. */
  readonly issuer: string;
  /** From when it holds, in ms since 1970. */
  readonly validFrom: number;
  /** Until when there is a newer one, in ms since 1970; `Infinity` where it does not say so. */
  readonly validTo: number;
  /** The numbers of the certificates, in hexadecimal. */
  readonly serialNumbers: ReadonlySet<string>;
  readonly #signed: Signed;

  /** @throws Error when the bytes are no list, or one that demands something that is not understood here. */
  constructor(der: string) {
    const [list, algorithm, signature] = partsOf(fromDer(der));
    const parts = partsOf(list);
    const [own, issuer, from, ...more] = isOf(parts[0], INTEGER) ? parts.slice(1) : parts;
    const isWhole = [own, issuer, algorithm].every((part) => isOf(part, SEQUENCE)) && isTime(from);
    if (!isWhole || !issuer || !from || !algorithm) throw new Error("it is no revocation list");
    if (oidOf(partsOf(own)[0]) !== oidOf(partsOf(algorithm)[0])) throw new Error("it says in two ways how it is signed");
    if (partsOf(partsOf(partTagged(more, 0))[0]).some(isCritical)) throw new Error("it demands something that is not understood");
    const to = isTime(more[0]) ? more[0] : undefined;
    const entries = more.find((part) => isOf(part, SEQUENCE));
    this.issuer = nameText(issuer);
    this.validFrom = timeOf(from);
    this.validTo = to === undefined ? Infinity : timeOf(to);
    if (Number.isNaN(this.validFrom + this.validTo)) throw new Error("its times cannot be read");
    this.serialNumbers = new Set(partsOf(entries).map((entry) => serialText(octetsOf(partsOf(entry)[0]))));
    this.#signed = { signed: firstPartOf(der), issuer, algorithm, signature: bitsOf(signature) };
  }

  /** Whether this certificate's key signed it, and it says so. */
  isSignedBy(issuer: Certificate): boolean {
    return hasSigned(issuer, this.#signed);
  }
}

function isTime(part: Element | undefined): part is Element {
  return isOf(part, UTCTIME) || isOf(part, GENERALIZEDTIME);
}

/** RFC 5280, 4.1: the second part of an extension says so, where there are three. */
function isCritical(extension: Element): boolean {
  const [, second] = partsOf(extension);
  return isOf(second, BOOLEAN) && octetsOf(second) !== "\0";
}
