import { SelectField } from "../ui/select-field.tsx";
import { TextField } from "../ui/text-field.tsx";

export interface PolicyValues {
  safetyHours: number;
  destroyAfterDays: number;
  auditRetentionYears: number;
  timeZone: string;
}

interface PolicyFieldsProps {
  policy: PolicyValues;
  timeZones: string[];
}

/** Numbers that may be raised and never lowered below the written procedure; the server says so too. */
export function PolicyFields({ policy, timeZones }: PolicyFieldsProps) {
  return (
    <>
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
        hint="Records and deadlines stay in UTC."
        options={timeZones.map((zone) => ({ value: zone, label: zone }))}
        defaultValue={policy.timeZone}
      />
    </>
  );
}
