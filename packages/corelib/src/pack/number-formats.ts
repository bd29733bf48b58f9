import { expectInteger } from "../expect.js";
import { describeValue } from "../log/format-value.js";

/** How a number lies in bytes. Integers out of range are stored modulo their size, as in C. */
export interface NumberFormat<T extends number | bigint = number | bigint> {
  /** How many bytes. */
  readonly size: 1 | 2 | 4 | 8;
  /** @throws TypeError or RangeError when `value` cannot be stored so; `name` is what the message calls it. */
  check(name: string, value: unknown): T;
  read(view: DataView, at: number, little: boolean): T;
  write(view: DataView, at: number, value: T, little: boolean): void;
}

export const I8: NumberFormat<number> = {
  size: 1,
  check: expectInteger,
  read: (view, at) => view.getInt8(at),
  write: (view, at, value) => view.setInt8(at, value),
};
export const U8: NumberFormat<number> = {
  size: 1,
  check: expectInteger,
  read: (view, at) => view.getUint8(at),
  write: (view, at, value) => view.setUint8(at, value),
};
export const I16: NumberFormat<number> = {
  size: 2,
  check: expectInteger,
  read: (view, at, little) => view.getInt16(at, little),
  write: (view, at, value, little) => view.setInt16(at, value, little),
};
export const U16: NumberFormat<number> = {
  size: 2,
  check: expectInteger,
  read: (view, at, little) => view.getUint16(at, little),
  write: (view, at, value, little) => view.setUint16(at, value, little),
};
export const I32: NumberFormat<number> = {
  size: 4,
  check: expectInteger,
  read: (view, at, little) => view.getInt32(at, little),
  write: (view, at, value, little) => view.setInt32(at, value, little),
};
export const U32: NumberFormat<number> = {
  size: 4,
  check: expectInteger,
  read: (view, at, little) => view.getUint32(at, little),
  write: (view, at, value, little) => view.setUint32(at, value, little),
};
export const I64: NumberFormat<bigint> = {
  size: 8,
  check: expectBigInt,
  read: (view, at, little) => view.getBigInt64(at, little),
  write: (view, at, value, little) => view.setBigInt64(at, value, little),
};
export const U64: NumberFormat<bigint> = {
  size: 8,
  check: expectBigInt,
  read: (view, at, little) => view.getBigUint64(at, little),
  write: (view, at, value, little) => view.setBigUint64(at, value, little),
};
export const F32: NumberFormat<number> = {
  size: 4,
  check: expectNumber,
  read: (view, at, little) => view.getFloat32(at, little),
  write: (view, at, value, little) => view.setFloat32(at, value, little),
};
export const F64: NumberFormat<number> = {
  size: 8,
  check: expectNumber,
  read: (view, at, little) => view.getFloat64(at, little),
  write: (view, at, value, little) => view.setFloat64(at, value, little),
};

/** A view on just these bytes, wherever they lie in their buffer. */
export function dataViewOn(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function expectBigInt(name: string, value: unknown): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value !== "number") throw new TypeError(`${name} is ${describeValue(value)}; expected a bigint or an integer`);
  // Beyond 2^53 a number is no longer the integer that was meant.
  if (!Number.isSafeInteger(value)) throw new RangeError(`${name} is ${value}; expected a bigint or a safe integer`);
  return BigInt(value);
}

function expectNumber(name: string, value: unknown): number {
  if (typeof value !== "number") throw new TypeError(`${name} is ${describeValue(value)}; expected a number`);
  return value;
}
