import { Client } from "pg";
import { decrypt, encrypt } from "#lib/crypto/envelope.ts";
import type { Keyring } from "#lib/crypto/keyring.ts";

const BATCH = 100;

/** The written procedure's own algorithm, faults included: LIMIT and OFFSET, one UPDATE a row, columns one after another. */
export async function runProcedureAlgorithm(databaseUrl: string, keyring: Keyring): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  let cells = 0;
  for (const column of ["phone_encrypted", "emergency_contact_phone_encrypted"]) {
    for (let offset = 0, done = BATCH; done > 0; offset += BATCH) {
      done = await reencryptPage(client, keyring, { column, offset });
      cells += done;
    }
  }
  await client.end();
  return cells;
}

/** A fresh table has nothing on the current version, so every row of a page is written. */
async function reencryptPage(
  client: Client,
  keyring: Keyring,
  { column, offset }: { column: string; offset: number },
): Promise<number> {
  const { rows } = await client.query<{ id: string; blob: Buffer }>(
    `SELECT id, ${column} AS blob FROM patient_persons WHERE ${column} IS NOT NULL ORDER BY id LIMIT $1 OFFSET $2`,
    [BATCH, offset],
  );
  for (const { id, blob } of rows) {
    const renewed = encrypt(keyring, decrypt(keyring, blob));
    await client.query(`UPDATE patient_persons SET ${column} = $1, updated_at = now() WHERE id = $2`, [
      renewed,
      id,
    ]);
  }
  return rows.length;
}
