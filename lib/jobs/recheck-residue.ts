import { SYSTEM } from "../operations/caller.ts";
import type { OperationDeps } from "../operations/operation.ts";
import { recordResidueGone } from "../operations/rotation/record-residue-gone.ts";
import type { KeyCustody } from "../ports/key-custody.ts";

const RECHECK_HOURS = 1;

interface Deps extends OperationDeps {
  custody: Pick<KeyCustody, "versionsHolding">;
}

/**
 * Looks, about once an hour, which versions of the secret still hold a retired or dropped key, also after its destruction.
 * A measurement, no decision; that the last one is gone is an event of its own.
 */
export async function recheckResidue(deps: Deps): Promise<void> {
  const { db, custody, hourMs } = deps;
  const due = await db.$queryRaw<{ number: number; known: number | null }[]>`
    SELECT k.number, jsonb_array_length(k.residue) AS known FROM key_rotation.key_version k
    WHERE (k.destroyed_at IS NOT NULL
        OR EXISTS (SELECT FROM key_rotation.rotation r WHERE r.old_version = k.number AND r.retired_at IS NOT NULL))
      AND (k.residue_checked_at IS NULL OR k.residue <> '[]'::jsonb)
      AND (k.residue_checked_at IS NULL
        OR k.residue_checked_at < now() - make_interval(secs => ${(RECHECK_HOURS * hourMs) / 1000}))`;
  for (const { number, known } of due) {
    const residue = await custody.versionsHolding({ version: number });
    if (residue.length === 0 && known) await recordResidueGone(deps, SYSTEM, { version: number });
    else await keep(deps, number, residue);
  }
}

async function keep({ db }: Deps, version: number, residue: readonly string[]): Promise<void> {
  await db.$executeRaw`
    UPDATE key_rotation.key_version SET residue = ${JSON.stringify(residue)}::jsonb, residue_checked_at = now()
    WHERE number = ${version}`;
}
