import { randomBytes } from "node:crypto";
import { encrypt } from "#lib/crypto/envelope.ts";
import type { Keyring } from "#lib/crypto/keyring.ts";

export interface HostileCell {
  column: "phone" | "emergency-contact" | "api-key";
  what: string;
  bytes: Buffer;
}

function sealed(keyring: Keyring, text: string): Buffer {
  return Buffer.from(encrypt(keyring, Buffer.from(text)));
}

function relabelled(keyring: Keyring, version: number): Buffer {
  const blob = sealed(keyring, "+40 700 000 007");
  blob.writeUInt8(version, 0);
  return blob;
}

function withFlippedTag(keyring: Keyring): Buffer {
  const blob = sealed(keyring, "+40 700 000 008");
  const last = blob.length - 1;
  blob.writeUInt8(blob.readUInt8(last) ^ 0x01, last);
  return blob;
}

/** A first byte that is a control character, so that no length passes for text. */
function truncated(length: number): Buffer {
  return Buffer.concat([Buffer.of(0x01), randomBytes(length - 1)]);
}

/** Cells as years of imports leave them; none of them opens under any key of the platform. */
export function hostileCells(keyring: Keyring): HostileCell[] {
  const cells: HostileCell[] = [];
  for (const column of ["phone", "emergency-contact", "api-key"] as const) {
    cells.push(
      { column, what: "empty value", bytes: Buffer.alloc(0) },
      { column, what: "unknown version 7", bytes: relabelled(keyring, 7) },
      { column, what: "flipped authentication tag", bytes: withFlippedTag(keyring) },
      { column, what: "version 1 labelled as version 2", bytes: relabelled(keyring, 2) },
      { column, what: "never encrypted phone", bytes: Buffer.from("+40 721 234 567") },
      { column, what: "never encrypted key", bytes: Buffer.from("sk_live_not_a_real_key_0123456789") },
    );
  }
  for (let length = 1; length <= 28; length += 1) {
    cells.push({ column: "phone", what: `${length} bytes only`, bytes: truncated(length) });
  }
  return cells;
}
