import { classifyColumn } from "#lib/operations/registry/classify-column.ts";
import type { OperationCase } from "./operation-case.ts";
import type { World } from "./operations-world.ts";

export const PHOTO = { schema: "public", table: "users", column: "photo" };

/** The platform's next release brings a binary column that nobody has classified. */
export async function newColumn({ database }: World): Promise<void> {
  await database.pool.query(
    `ALTER TABLE users DROP COLUMN IF EXISTS photo; DELETE FROM key_rotation.encrypted_column WHERE column_name = 'photo';
     DELETE FROM key_rotation.unencrypted_column WHERE column_name = 'photo'; ALTER TABLE users ADD COLUMN photo bytea`,
  );
}

export const REGISTRY_CASES: OperationCase[] = [
  {
    name: "classify-column",
    operation: classifyColumn,
    who: ["security-approver"],
    by: "elena",
    prepare: async (world) => {
      await newColumn(world);
      return { ...PHOTO, classification: "not-encrypted", note: "A public picture" };
    },
    action: "COLUMN_NOT_ENCRYPTED",
  },
];
