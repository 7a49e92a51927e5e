import { randomBytes } from "node:crypto";
import { Secret } from "#lib/domain/secret.ts";

/** 32 bytes of the operating system's random source as 64 lower-case hex digits. */
export function generateKey(): Secret {
  const bytes = randomBytes(32);
  if (bytes.every((byte) => byte === bytes[0])) {
    throw new Error("The random source returned equal bytes. Do not generate keys on this machine.");
  }
  const key = new Secret(bytes.toString("hex"));
  bytes.fill(0);
  return key;
}
