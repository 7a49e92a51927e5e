import type { Pool } from "pg";
import { decrypt } from "#lib/crypto/envelope.ts";
import { parseKeyring } from "#lib/crypto/keyring.ts";
import type { Company } from "#sandbox/company.ts";

const SAMPLE = 60;

interface StoredCell {
  stored: Buffer;
}

function spellings(bytes: Buffer): string[] {
  return [
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    bytes.toString("base64"),
    bytes.toString("base64url"),
  ];
}

/** Every key that any version of the secret holds, in the spellings in which it could leak, and the other entries' values. */
function secretValues(company: Company): string[] {
  return company.aws.secretVersions().flatMap(({ text }) =>
    Object.entries(JSON.parse(text) as Record<string, unknown>).flatMap(([name, value]) => {
      const plain = String(value);
      if (/^ENCRYPTION_KEY_V\d+$/.test(name)) return spellings(Buffer.from(plain, "hex"));
      return /secret|password|token|key|url/i.test(name) && plain.length > 12 ? [plain] : [];
    }),
  );
}

/** Stored cells as they are, and what they say. */
async function patientValues(company: Company, owner: Pool): Promise<string[]> {
  const keyring = parseKeyring(JSON.parse(company.aws.secretText()) as Record<string, string>);
  const { rows } = await owner.query<StoredCell>(
    `(SELECT phone_encrypted AS stored FROM patient_persons WHERE phone_encrypted IS NOT NULL ORDER BY id LIMIT ${SAMPLE})
     UNION ALL (SELECT emergency_contact_phone_encrypted FROM patient_persons
       WHERE emergency_contact_phone_encrypted IS NOT NULL ORDER BY id DESC LIMIT ${SAMPLE})
     UNION ALL (SELECT api_key_encrypted FROM organization_integrations ORDER BY id LIMIT ${SAMPLE})`,
  );
  return rows.flatMap(({ stored }) => {
    const plain = Buffer.from(decrypt(keyring, stored));
    return [
      plain.toString("utf8"),
      ...spellings(plain),
      ...spellings(stored),
      `\\x${stored.toString("hex")}`,
    ];
  });
}

/** What must never leave the worker and the platform. */
export async function forbiddenValues(company: Company, owner: Pool): Promise<string[]> {
  return [...new Set([...secretValues(company), ...(await patientValues(company, owner))])];
}
