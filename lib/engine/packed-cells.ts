const BYTEA_OID = 17;
const HEADER = 20;
const LENGTH = 4;
const NULL = -1;

/**
 * Values of one column in PostgreSQL's binary format of a one-dimensional bytea[], as `array_send` gives them. They go
 * back as a parameter as they came, and no value is an object of its own before it is looked at.
 */
export class PackedCells {
  readonly bytes: Buffer;
  readonly #starts: Int32Array;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.#starts = new Int32Array(bytes.length === 0 ? 0 : bytes.readInt32BE(12));
    let at = HEADER;
    for (let index = 0; index < this.#starts.length; index += 1) {
      this.#starts[index] = at;
      at += LENGTH + Math.max(0, bytes.readInt32BE(at));
    }
  }

  /** A view of the value; null for SQL's NULL. */
  at(index: number): Buffer | null {
    const start = this.#starts[index];
    if (start === undefined) return null;
    const length = this.bytes.readInt32BE(start);
    return length === NULL ? null : this.bytes.subarray(start + LENGTH, start + LENGTH + length);
  }
}

/** Writes a bytea[] value by value. As a Buffer, pg sends it as it is; a JavaScript array would travel as hexadecimal text. */
export class CellPacker {
  readonly #bytes: Buffer;
  #at = HEADER;
  #count = 0;

  /** `capacity`: bytes of all values and, for each, null or not, four more. */
  constructor(capacity: number) {
    this.#bytes = Buffer.allocUnsafe(HEADER + capacity);
  }

  /** A value of so many bytes, to be filled by the caller. */
  add(length: number): Buffer {
    this.#count += 1;
    this.#at = this.#bytes.writeInt32BE(length, this.#at) + length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  addNull(): void {
    this.#count += 1;
    this.#at = this.#bytes.writeInt32BE(NULL, this.#at);
  }

  packed(): Buffer {
    for (const [place, value] of [1, 1, BYTEA_OID, this.#count, 1].entries()) {
      this.#bytes.writeInt32BE(value, place * 4);
    }
    return this.#bytes.subarray(0, this.#at);
  }
}
