import type { Pool } from "pg";
import { decrypt, EnvelopeError, encrypt } from "#lib/crypto/envelope.ts";
import type { Keyring } from "#lib/crypto/keyring.ts";
import { type CellAddress, FIELDS, type Field } from "./cells.ts";

/** A stored value that this process's keyring does not open. Names the cell and the cause, never the value. */
export class UnreadableCell extends Error {
  readonly address: CellAddress;
  readonly reason: string;

  constructor(address: CellAddress, cause: unknown) {
    super(`The field ${address.field} of record ${address.id} cannot be decrypted.`);
    this.address = address;
    this.reason = cause instanceof EnvelopeError ? cause.code : "unexpected";
  }
}

/** Opens one stored value; null stays null. Throws {@link UnreadableCell}. */
export function openCell(keyring: Keyring, address: CellAddress, stored: Buffer | null): string | null {
  if (stored === null) return null;
  try {
    return Buffer.from(decrypt(keyring, stored)).toString("utf8");
  } catch (cause) {
    throw new UnreadableCell(address, cause);
  }
}

export interface PatientRecord {
  id: string;
  name: string | null;
  phone: string | null;
  "emergency-contact": string | null;
  updatedAt: string | null;
}

export interface IntegrationRecord {
  id: string;
  provider: string | null;
  "api-key": string | null;
  updatedAt: string | null;
}

interface Stored {
  label: string | null;
  first: Buffer | null;
  second: Buffer | null;
  updated_at: Date | null;
}

export async function readPatient(pool: Pool, keyring: Keyring, id: string): Promise<PatientRecord | null> {
  const { rows } = await pool.query<Stored>(
    `SELECT name AS label, phone_encrypted AS first, emergency_contact_phone_encrypted AS second, updated_at
     FROM patient_persons WHERE id = $1`,
    [id],
  );
  const row = rows[0];
  if (!row) return null;
  return {
    id,
    name: row.label,
    phone: openCell(keyring, { field: "phone", id }, row.first),
    "emergency-contact": openCell(keyring, { field: "emergency-contact", id }, row.second),
    updatedAt: row.updated_at?.toISOString() ?? null,
  };
}

export async function readIntegration(
  pool: Pool,
  keyring: Keyring,
  id: string,
): Promise<IntegrationRecord | null> {
  const { rows } = await pool.query<Omit<Stored, "second">>(
    "SELECT provider AS label, api_key_encrypted AS first, updated_at FROM organization_integrations WHERE id = $1",
    [id],
  );
  const row = rows[0];
  if (!row) return null;
  return {
    id,
    provider: row.label,
    "api-key": openCell(keyring, { field: "api-key", id }, row.first),
    updatedAt: row.updated_at?.toISOString() ?? null,
  };
}

/** Encrypts under the current version and stores. False when there is no such record. */
export async function writeCell(
  pool: Pool,
  keyring: Keyring,
  { field, id }: { field: Field; id: string },
  value: string | null,
): Promise<boolean> {
  const { table, column } = FIELDS[field];
  const stored = value === null ? null : Buffer.from(encrypt(keyring, Buffer.from(value)));
  const done = await pool.query(`UPDATE ${table} SET ${column} = $2, updated_at = now() WHERE id = $1`, [
    id,
    stored,
  ]);
  return done.rowCount === 1;
}
