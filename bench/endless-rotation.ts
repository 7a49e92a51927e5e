import { parseKeyring } from "#lib/crypto/keyring.ts";
import { runReencryption } from "#lib/engine/run-reencryption.ts";

export interface Turn {
  databaseUrl: string;
  /** As in the environment of a headless run. */
  keys: Record<string, string>;
  connections?: number;
}

process.on("message", ({ keys, ...turn }: Turn) => {
  void runReencryption({ ...turn, keyring: parseKeyring(keys) }).then((report) => process.send?.(report));
});
