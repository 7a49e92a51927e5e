import type { Secret } from "../domain/secret.ts";

export interface SealedCopy {
  label: string;
  recipients: readonly string[];
  /** Armored age file. */
  sealed: string;
  /** Of `sealed`, hex. */
  sha256: string;
}

/** Copies of a key that only the holders of the recipients' identities can open. */
export interface Escrow {
  /** Public age recipients; empty when no escrow is configured. */
  recipients: readonly string[];
  /** Seals to every recipient. Throws `PortError` `invalid` when there is none, or one is malformed. */
  seal: (key: Secret, label: string) => Promise<SealedCopy>;
}
