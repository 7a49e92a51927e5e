import type { ScopeView } from "#lib/domain/registry/scope-view.ts";
import { ButtonLink } from "../ui/button-link.tsx";
import { Notice } from "../ui/notice.tsx";

/** What in the scope would stop a rotation at its checklist; nothing when all is well. */
export function ScopeNotice({ scope: { waiting, registered } }: { scope: ScopeView }) {
  const dropped = registered.filter((column) => column.isDropped).length;
  const unreachable = registered.filter((column) => column.missingGrant !== null).length;
  const faults = [
    ...(waiting.length > 0 ? [`${waiting.length} not classified`] : []),
    ...(dropped > 0 ? [`${dropped} dropped by the platform`] : []),
    ...(unreachable > 0 ? [`${unreachable} that the worker may not read and replace`] : []),
  ];
  if (faults.length === 0) return null;
  return (
    <Notice
      kind="problem"
      title="The checklist would stop at these columns"
      action={<ButtonLink href="/settings/scope">Settings: scope</ButtonLink>}
    >
      {faults.join(", ")}.
    </Notice>
  );
}
