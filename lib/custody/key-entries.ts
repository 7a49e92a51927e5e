import { type Keyring, KeyringError, parseKeyring } from "#lib/crypto/keyring.ts";
import { PortError } from "#lib/ports/port-error.ts";
import type { SecretDocument } from "./secret-document.ts";

export const CURRENT_VERSION_ENTRY = "ENCRYPTION_CURRENT_VERSION";
const KEY_ENTRY = /^ENCRYPTION_KEY_V\d+$/;

export const keyEntry = (version: number): string => `ENCRYPTION_KEY_V${version}`;

export const isKeyEntry = (name: string): boolean => name === CURRENT_VERSION_ENTRY || KEY_ENTRY.test(name);

/** The keyring that a task started with this secret would load. Throws `invalid` with the name of a bad entry. */
export function keyringOf(document: SecretDocument): Keyring {
  const entries = document.names.filter(isKeyEntry).map((name) => [name, document.value(name) ?? ""]);
  try {
    return parseKeyring(Object.fromEntries(entries));
  } catch (error) {
    if (error instanceof KeyringError) throw new PortError("invalid", `In the secret: ${error.message}`);
    throw error;
  }
}
