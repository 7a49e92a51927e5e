const BYTEA_OID = 17;
const HEADER = 20;

/**
 * A one-dimensional bytea[] in PostgreSQL's binary array format. As a Buffer, pg sends it as it is; a JavaScript array
 * would travel as hexadecimal text, at a third of the speed.
 */
export function packBytes(values: readonly (Uint8Array | null)[]): Buffer {
  const size = values.reduce((sum, value) => sum + 4 + (value?.length ?? 0), HEADER);
  const packed = Buffer.allocUnsafe(size);
  packed.writeInt32BE(1, 0);
  packed.writeInt32BE(values.includes(null) ? 1 : 0, 4);
  packed.writeInt32BE(BYTEA_OID, 8);
  packed.writeInt32BE(values.length, 12);
  packed.writeInt32BE(1, 16);
  let at = HEADER;
  for (const value of values) {
    at = packed.writeInt32BE(value?.length ?? -1, at);
    if (value) packed.set(value, at);
    at += value?.length ?? 0;
  }
  return packed;
}
