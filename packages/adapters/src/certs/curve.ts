import { p256, p384, p521 } from "@noble/curves/nist.js";

/** An elliptic curve that is known here. */
export interface Curve {
  readonly name: string;
  readonly oid: string;
  readonly bits: number;
  readonly ecdsa: typeof p256;
}

export const P256: Curve = { name: "P-256", oid: "1.2.840.10045.3.1.7", bits: 256, ecdsa: p256 };

const CURVES: readonly Curve[] = [
  P256,
  { name: "P-384", oid: "1.3.132.0.34", bits: 384, ecdsa: p384 },
  { name: "P-521", oid: "1.3.132.0.35", bits: 521, ecdsa: p521 },
];

/** @throws Error for curves that are not known here, and those that have no name. */
export function curveOf(oid: string): Curve {
  const curve = CURVES.find((known) => known.oid === oid);
  if (curve === undefined) throw new Error(`its curve is ${oid || "without a name"}; expected ${CURVES.map(({ name }) => name).join(", ")}`);
  return curve;
}
