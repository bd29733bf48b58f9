/**
 * The number that all of `bytes` hold: of 1, 2, 4 or 8 bytes, `undefined` for other lengths. `signed` nil means
 * unsigned for 1 and 2 bytes and signed for 4 and 8, as in LuatOS; 8 bytes give a bigint.
 */
export function readNumber(bytes: Uint8Array, big: boolean, signed: boolean | undefined, float: boolean): number | bigint | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const little = !big;
  switch (bytes.length) {
    case 1:
      return signed === true ? view.getInt8(0) : view.getUint8(0);
    case 2:
      return signed === true ? view.getInt16(0, little) : view.getUint16(0, little);
    case 4:
      if (float) return view.getFloat32(0, little);
      return signed === false ? view.getUint32(0, little) : view.getInt32(0, little);
    case 8:
      if (float) return view.getFloat64(0, little);
      return signed === false ? view.getBigUint64(0, little) : view.getBigInt64(0, little);
    default:
      return undefined;
  }
}
