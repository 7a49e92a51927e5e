import type { ComponentProps } from "react";
import type { MovableStartView } from "#lib/domain/rotation/record-views.ts";
import { TextField } from "../ui/text-field.tsx";
import { ActionForm } from "./action-form.tsx";

interface MoveStartProps {
  start: MovableStartView;
  action: ComponentProps<typeof ActionForm>["action"];
}

/** Another start, until its approval is asked for. */
export function MoveStart({ start, action }: MoveStartProps) {
  const { phaseRunId, version, plannedStart } = start;
  return (
    <ActionForm
      key={plannedStart}
      action={action}
      label="Move the start"
      variant="secondary"
      hidden={{ phaseRunId, version: String(version) }}
    >
      <TextField
        name="plannedStart"
        type="datetime-local"
        label="Planned start (UTC)"
        hint="At most 90 days ahead. The start can be approved and begun from 24 hours before it, so choose today to begin now. The checks run again."
        defaultValue={plannedStart.slice(0, 16)}
        required
        className="max-w-60"
      />
    </ActionForm>
  );
}
