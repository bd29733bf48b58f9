import forge from "node-forge";
import { objectId, octetsOf, oidOf, partsOf, sequence, type Element } from "./der.js";

const { asn1 } = forge;
const { UTF8, SET } = asn1.Type;
const COMMON_NAME = "2.5.4.3";

const SHORT_NAMES = new Map([
  [COMMON_NAME, "CN"],
  ["2.5.4.6", "C"],
  ["2.5.4.7", "L"],
  ["2.5.4.8", "ST"],
  ["2.5.4.10", "O"],
  ["2.5.4.11", "OU"],
  ["1.2.840.113549.1.9.1", "emailAddress"],
]);

interface Attribute {
  readonly type: string;
  readonly value: string;
}

/** The first common name, if there is one. */
export function commonNameOf(name: Element): string | undefined {
  return attributesOf(name).find(({ type }) => type === COMMON_NAME)?.value;
}

/** All of a name for people, such as `"C=CN, O=Luat, CN=broker.test"`. */
export function nameText(name: Element): string {
  return attributesOf(name)
    .map(({ type, value }) => `${SHORT_NAMES.get(type) ?? type}=${value.replaceAll(/[\\,+"<>;]/g, "\\$&")}`)
    .join(", ");
}

/** A name that is nothing but a common name. */
export function nameOf(commonName: string): Element {
  const { UNIVERSAL } = asn1.Class;
  const value = asn1.create(UNIVERSAL, UTF8, false, forge.util.encodeUtf8(commonName));
  return sequence(asn1.create(UNIVERSAL, SET, true, [sequence(objectId(COMMON_NAME), value)]));
}

function attributesOf(name: Element): readonly Attribute[] {
  return partsOf(name).flatMap((set) =>
    partsOf(set).map((attribute) => {
      const [type, value] = partsOf(attribute);
      return { type: oidOf(type), value: textOf(value) };
    }),
  );
}

/** Texts in characters of two octets forge reads itself; what says nothing is taken for one octet for each character. */
function textOf(value: Element | undefined): string {
  return value?.type === UTF8 ? forge.util.decodeUtf8(octetsOf(value)) : octetsOf(value);
}
