import type { WaitingColumnView } from "#lib/domain/registry/scope-view.ts";
import { Identifier } from "../ui/identifier.tsx";
import { Notice } from "../ui/notice.tsx";
import { type ClassifyAction, ClassifyForm } from "./classify-form.tsx";

interface WaitingColumnsProps {
  columns: WaitingColumnView[];
  /** Null: the person looking may not classify. */
  action: ClassifyAction | null;
  /** False for who operates the active rotation: they may only register. */
  mayLeaveOut: boolean;
}

/** Binary columns that nobody classified, each with the form that settles it. */
export function WaitingColumns({ columns, action, mayLeaveOut }: WaitingColumnsProps) {
  const [first] = columns;
  if (!first) return <p className="text-sm">None. Every binary column of the platform is classified.</p>;
  return (
    <div className="grid gap-4">
      <Notice
        kind="problem"
        title={
          columns.length === 1
            ? "One column stops every rotation"
            : `${columns.length} columns stop every rotation`
        }
      >
        {action === null
          ? "A security approver says of each whether the platform’s key encrypts it."
          : "Say of each whether the platform’s key encrypts it. A column that is left out stays on the old key and cannot be read once that is retired."}
      </Notice>
      <ul className="grid gap-4">
        {columns.map((column) => (
          <li key={column.name} className="grid gap-3 border-l-2 border-problem pl-4">
            <h3 className="text-sm font-medium">
              <Identifier name={column.name} />
            </h3>
            {column.obstacle !== null && (
              <p className="max-w-prose text-sm">
                {column.obstacle} If it is encrypted, the platform’s table has to change before any rotation.
              </p>
            )}
            {action !== null && (mayLeaveOut || column.obstacle === null) && (
              <ClassifyForm column={column} action={action} mayLeaveOut={mayLeaveOut} />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
