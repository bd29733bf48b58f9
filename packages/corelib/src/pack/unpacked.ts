import type { Decoded } from "./decode.js";

/** What each letter of a format gives. */
interface Letters {
  c: number;
  b: number;
  h: number;
  H: number;
  i: number;
  I: number;
  l: bigint;
  L: bigint;
  f: number;
  d: number;
  n: number;
  z: Uint8Array<ArrayBuffer>;
  p: Uint8Array<ArrayBuffer>;
  P: Uint8Array<ArrayBuffer>;
  a: Uint8Array<ArrayBuffer>;
  A: Uint8Array<ArrayBuffer>;
}

type Digit = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9";

/**
 * The values that unpacking by the format `F` gives. Each may be missing, as it stops where the bytes end. A format
 * that is not known when compiling, and what follows a letter that is repeated, can be any {@link Decoded}.
 */
export type Unpacked<F extends string, Values extends unknown[] = []> = string extends F
  ? Decoded[]
  : F extends `A${infer Digits extends `${Digit}${string}`}`
    ? Unpacked<WithoutDigits<Digits>, [...Values, Letters["A"]?]>
    : F extends `${infer Letter}${infer Rest}`
      ? Letter extends keyof Letters
        ? Rest extends `${Digit}${string}`
          ? [...Values, ...Decoded[]]
          : Unpacked<Rest, [...Values, Letters[Letter]?]>
        : Unpacked<Rest, Values>
      : Values;

type WithoutDigits<F extends string> = F extends `${Digit}${infer Rest}` ? WithoutDigits<Rest> : F;
