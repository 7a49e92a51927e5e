import type { Metadata } from "next";
import { ColumnCorrection } from "#components/scope/column-correction.tsx";
import { CountAge } from "#components/scope/count-age.tsx";
import { ExcusedTable } from "#components/scope/excused-table.tsx";
import { RegisteredTable } from "#components/scope/registered-table.tsx";
import { WaitingColumns } from "#components/scope/waiting-columns.tsx";
import { OperatorNotice } from "#components/settings/operator-notice.tsx";
import { Section } from "#components/ui/section.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { hasRole } from "#lib/domain/actor.ts";
import { web } from "#lib/runtime/web.ts";
import { operatesActiveRotation } from "#lib/views/operates-active-rotation.ts";
import { findScope } from "#lib/views/scope.ts";
import { classifyColumnAction } from "./actions.ts";

export const metadata: Metadata = { title: "Scope" };

export default async function ScopePage() {
  const actor = await requireActor();
  const { db } = web();
  const { waiting, registered, excused, count } = await findScope(db);
  const action = hasRole(actor, "security-approver") ? classifyColumnAction : null;
  const mayLeaveOut = action !== null && !(await operatesActiveRotation(db, actor));
  const correction = (column: Parameters<typeof ColumnCorrection>[0]["column"]) =>
    action && (mayLeaveOut || !column.isDropped) && <ColumnCorrection column={column} action={action} />;
  return (
    <>
      {action !== null && !mayLeaveOut && (
        <OperatorNotice>
          You can register a column as encrypted. That one is left out, or removed, is for another security
          approver to say until it has ended.
        </OperatorNotice>
      )}
      <Section title="Waiting for a classification" layout="margin">
        <WaitingColumns columns={waiting} action={action} mayLeaveOut={mayLeaveOut} />
      </Section>
      <Section title="Encrypted" layout="margin">
        <RegisteredTable columns={registered} removal={correction} />
        <div className="mt-3">
          <CountAge count={count} />
        </div>
      </Section>
      <Section title="Not encrypted" layout="margin">
        <ExcusedTable columns={excused} correction={correction} />
      </Section>
      <p className="max-w-prose text-sm text-muted">
        The register is compared with the platform’s catalogue all the time. The checklist of every rotation,
        and its re-encryption, stop at a binary column that nobody classified. A column leaves the register
        only after the platform has dropped it.
      </p>
    </>
  );
}
