import forge from "node-forge";

/**
 * A piece of ASN.1; in its bytes there is one character for each octet. It says what forge's own type says, so that no
 * declaration that is published leads to that, which users do not have.
 */
export interface Element {
  tagClass: number;
  type: number;
  constructed: boolean;
  composed: boolean;
  value: string | Element[];
}

const { asn1 } = forge;
const { Class, Type } = asn1;
const UNIVERSAL: number = Class.UNIVERSAL;
const CONTEXT_SPECIFIC: number = Class.CONTEXT_SPECIFIC;

/** What the types of forge leave out. */
type ReadOptions = boolean & { readonly decodeBitStrings: boolean };
/** By default forge takes a bit string that happens to look like ASN.1 for some, which a point of a curve does now and then. */
const AS_IT_IS = { decodeBitStrings: false } as ReadOptions;

/** @throws Error when the bytes are no ASN.1, or there are more of them. */
export function fromDer(der: string): Element {
  return asn1.fromDer(der, AS_IT_IS);
}

export function toDer(element: Element): string {
  return asn1.toDer(element).getBytes();
}

export function sequence(...parts: Element[]): Element {
  return asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, parts);
}

/** @param tag - its number in the structure that it is part of. */
export function tagged(tag: number, part: Element): Element {
  return asn1.create(Class.CONTEXT_SPECIFIC, tag, true, [part]);
}

/** @param octets - a number in two's complement. */
export function integer(octets: string): Element {
  return asn1.create(Class.UNIVERSAL, Type.INTEGER, false, octets);
}

export function objectId(oid: string): Element {
  return asn1.create(Class.UNIVERSAL, Type.OID, false, asn1.oidToDer(oid).getBytes());
}

export function octetString(octets: string): Element {
  return asn1.create(Class.UNIVERSAL, Type.OCTETSTRING, false, octets);
}

export function bitString(octets: string): Element {
  return asn1.create(Class.UNIVERSAL, Type.BITSTRING, false, `\0${octets}`);
}

export const NULL: Element = asn1.create(Class.UNIVERSAL, Type.NULL, false, "");

/** The bytes of the first part of a structure, just as they are: of what is not quite DER, `toDer` would make something else. */
export function firstPartOf(der: string): string {
  const { start } = extentOf(der, 0);
  return der.slice(start, extentOf(der, start).end);
}

/** Where the contents of what stands at an offset begin and end. */
function extentOf(der: string, at: number): { start: number; end: number } {
  const length = der.charCodeAt(at + 1);
  if (length < 128) return { start: at + 2, end: at + 2 + length };
  const start = at + 2 + (length - 128);
  return { start, end: start + Number.parseInt(forge.util.bytesToHex(der.slice(at + 2, start)), 16) };
}

/** The parts of a structure; none where it is something else. */
export function partsOf(element: Element | undefined): readonly Element[] {
  return Array.isArray(element?.value) ? element.value : [];
}

/** The octets of something that has no parts; none where it has. */
export function octetsOf(element: Element | undefined): string {
  return typeof element?.value === "string" ? element.value : "";
}

/** The octets of a bit string that is made of whole ones. */
export function bitsOf(element: Element | undefined): string {
  return isOf(element, Type.BITSTRING) ? octetsOf(element).slice(1) : "";
}

/** An object identifier in dots; an empty text where it is something else. */
export function oidOf(element: Element | undefined): string {
  return isOf(element, Type.OID) ? asn1.derToOid(octetsOf(element)) : "";
}

/** The part of a structure that has this tag. */
export function partTagged(parts: readonly Element[], tag: number): Element | undefined {
  return parts.find(({ tagClass, type }) => tagClass === CONTEXT_SPECIFIC && type === tag);
}

export function isOf(element: Element | undefined, type: number): element is Element {
  return element?.tagClass === UNIVERSAL && element.type === type;
}
