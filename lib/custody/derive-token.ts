import { createHash } from "node:crypto";

/** A ClientRequestToken that is the same for the same step run on the same base version: 64 hex digits. */
export function deriveToken(token: string, baseVersionId: string): string {
  return createHash("sha256").update(`keyturn/secret-version/1\0${token}\0${baseVersionId}`).digest("hex");
}
