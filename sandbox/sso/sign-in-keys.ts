import { generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

export interface SignInKeys {
  jwks: { keys: object[] };
  cookieKeys: string[];
}

/** The provider's signing key, generated at its first start and kept (mode 0600), so that a restart keeps its identity. */
export function loadSignInKeys(file: string): SignInKeys {
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as SignInKeys;
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const key = { ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256", kid: randomUUID() };
  const keys = { jwks: { keys: [key] }, cookieKeys: [randomBytes(32).toString("base64url")] };
  writeFileSync(file, JSON.stringify(keys), { mode: 0o600 });
  return keys;
}
