import type { Pool } from "pg";
import { decrypt, encrypt } from "#lib/crypto/envelope.ts";
import type { Keyring } from "#lib/crypto/keyring.ts";
import { openCell } from "./records.ts";

interface Check {
  status: "healthy" | "unhealthy";
  message: string;
}

export interface Health {
  status: "healthy" | "unhealthy";
  checks: { database: Check; encryption: Check };
}

const TEST_RECORD = "encryption self-test";

async function checkEncryption(pool: Pool, keyring: Keyring): Promise<Check> {
  try {
    const opened = Buffer.from(decrypt(keyring, encrypt(keyring, Buffer.from(TEST_RECORD))));
    if (opened.toString() !== TEST_RECORD) throw new Error("The test record came back changed.");
    const { rows } = await pool.query<{ id: string; stored: Buffer }>(
      "SELECT id, phone_encrypted AS stored FROM patient_persons WHERE phone_encrypted IS NOT NULL ORDER BY id LIMIT 1",
    );
    for (const { id, stored } of rows) openCell(keyring, { field: "phone", id }, stored);
    return {
      status: "healthy",
      message: `Encryption working with key version ${keyring.currentVersion}`,
    };
  } catch {
    return { status: "unhealthy", message: "A stored record cannot be decrypted with the loaded keys" };
  }
}

async function checkDatabase(pool: Pool): Promise<Check> {
  try {
    await pool.query("SELECT 1");
    return { status: "healthy", message: "Database answers" };
  } catch {
    return { status: "unhealthy", message: "Database does not answer" };
  }
}

/** Encrypts and decrypts a test record and decrypts one stored value, so green means that this task can serve. */
export async function checkHealth(pool: Pool, keyring: Keyring): Promise<Health> {
  const database = await checkDatabase(pool);
  const encryption: Check =
    database.status === "healthy"
      ? await checkEncryption(pool, keyring)
      : { status: "unhealthy", message: "Not checked: the database does not answer" };
  const healthy = database.status === "healthy" && encryption.status === "healthy";
  return { status: healthy ? "healthy" : "unhealthy", checks: { database, encryption } };
}
