import type { WorkerDeps } from "./worker-deps.ts";

const RECHECK_HOURS = 1;

/** Looks, about once an hour, which versions of the secret still hold a retired or dropped key. A measurement, no decision. */
export async function recheckResidue({ db, custody, hourMs }: WorkerDeps): Promise<void> {
  const due = await db.$queryRaw<{ number: number }[]>`
    SELECT k.number FROM key_rotation.key_version k
    WHERE (k.destroyed_at IS NOT NULL
        OR EXISTS (SELECT FROM key_rotation.rotation r WHERE r.old_version = k.number AND r.retired_at IS NOT NULL))
      AND (k.residue_checked_at IS NULL OR k.residue <> '[]'::jsonb)
      AND (k.residue_checked_at IS NULL
        OR k.residue_checked_at < now() - make_interval(secs => ${(RECHECK_HOURS * hourMs) / 1000}))`;
  for (const { number } of due) {
    const residue = await custody.versionsHolding({ version: number });
    await db.keyVersion.update({ where: { number }, data: { residue, residueCheckedAt: new Date() } });
  }
}
