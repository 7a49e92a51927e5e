import { SelectField } from "../ui/select-field.tsx";
import { TextField } from "../ui/text-field.tsx";

export interface PolicyValues {
  safetyHours: number;
  destroyAfterDays: number;
  auditRetentionYears: number;
  timeZone: string;
}

export interface GateFieldView {
  id: string;
  title: string;
  /** What the written procedure asks for; policy never goes below. */
  least: number;
  approvers: number;
}

interface PolicyFieldsProps {
  policy: PolicyValues;
  gates: GateFieldView[];
  timeZones: string[];
}

/** Numbers that may be raised and never lowered below the written procedure; the server says so too. */
export function PolicyFields({ policy, gates, timeZones }: PolicyFieldsProps) {
  return (
    <>
      <GateFields gates={gates} />
      <TextField
        name="safetyHours"
        type="number"
        min={24}
        max={720}
        required
        label="Safety period (hours)"
        hint="Between the verification and the retirement of the old key. At least 24."
        defaultValue={policy.safetyHours}
        className="max-w-32"
      />
      <TextField
        name="destroyAfterDays"
        type="number"
        min={30}
        max={3650}
        required
        label="Keep a retired key (days)"
        hint="Before it may be destroyed. At least 30; backups that need it may ask for longer."
        defaultValue={policy.destroyAfterDays}
        className="max-w-32"
      />
      <TextField
        name="auditRetentionYears"
        type="number"
        min={6}
        max={50}
        required
        label="Keep records (years)"
        hint="At least 6, as 45 CFR 164.316(b)(2)(i) asks. Keyturn itself deletes no record."
        defaultValue={policy.auditRetentionYears}
        className="max-w-32"
      />
      <SelectField
        name="timeZone"
        label="Time zone of the organisation"
        hint="The dates of the schedule and its reminders follow it; records stay in UTC."
        options={timeZones.map((zone) => ({ value: zone, label: zone }))}
        defaultValue={policy.timeZone}
      />
    </>
  );
}

/** A request that is open keeps the number that it was made with. */
function GateFields({ gates }: { gates: GateFieldView[] }) {
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-2 text-sm font-medium">Approvers at each gate</legend>
      <p className="max-w-lg text-sm text-muted">
        Distinct people, none of whom operates the rotation. A request that is open keeps its number.
      </p>
      <div className="grid gap-3 sm:grid-cols-2">
        {gates.map(({ id, title, least, approvers }) => (
          <TextField
            key={id}
            name={`approvers.${id}`}
            type="number"
            min={least}
            max={5}
            required
            label={`${id}: ${title}`}
            hint={`At least ${least}.`}
            defaultValue={approvers}
            className="max-w-32"
          />
        ))}
      </div>
    </fieldset>
  );
}
