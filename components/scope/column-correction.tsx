import type { ColumnName } from "#lib/domain/registry/column-name.ts";
import { ActionForm } from "../rotation/action-form.tsx";
import { type ClassifyAction, NoteField } from "./classify-form.tsx";

interface ColumnCorrectionProps {
  column: ColumnName & { name: string; isDropped: boolean };
  action: ClassifyAction;
}

/** Removes a column that the platform dropped, or registers one that was called not encrypted by mistake. */
export function ColumnCorrection({
  column: { schema, table, column, name, isDropped },
  action,
}: ColumnCorrectionProps) {
  const classification = isDropped ? "dropped" : "encrypted";
  return (
    <details className="mt-1 text-sm">
      <summary className="min-h-6 w-fit cursor-pointer text-accent underline underline-offset-3">
        {isDropped ? "Remove it" : "It is encrypted after all"}
        <span className="sr-only">: {name}</span>
      </summary>
      <div className="mt-2 max-w-lg">
        <ActionForm
          key={classification}
          action={action}
          label={isDropped ? `Remove ${column}` : `Register ${column} as encrypted`}
          hidden={{ schema, table, column, classification }}
          variant="secondary"
        >
          <NoteField
            hint={
              isDropped
                ? "Why the platform dropped it."
                : "What it holds. Every rotation re-encrypts it from then on."
            }
          />
        </ActionForm>
      </div>
    </details>
  );
}
