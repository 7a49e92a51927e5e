import { withClient } from "#tests/database.ts";

/** The limit: one statement that writes both columns of every row and neither reads nor encrypts in the client. */
export function runSingleUpdate(url: string): Promise<number> {
  return withClient(url, async (client) => {
    await client.query(
      `UPDATE patient_persons SET phone_encrypted = set_byte(phone_encrypted, 0, 2),
              emergency_contact_phone_encrypted = set_byte(emergency_contact_phone_encrypted, 0, 2)`,
    );
    const { rows } = await client.query<{ cells: string }>(
      "SELECT count(phone_encrypted) + count(emergency_contact_phone_encrypted) AS cells FROM patient_persons",
    );
    return Number(rows[0]?.cells);
  });
}
