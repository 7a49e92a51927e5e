import { FilterForm } from "../ui/filter-form.tsx";
import { SelectField, type SelectOption } from "../ui/select-field.tsx";
import { TextField } from "../ui/text-field.tsx";
import { APPROVAL_LOOK } from "./approval-look.ts";

interface ApprovalFiltersProps {
  values: { status: string; gate: string; q: string; sort: string };
  /** "A1" and so on, in the order of the procedure. */
  gates: string[];
}

const ANY: SelectOption = { value: "", label: "Any" };
const STATUSES = [ANY, ...Object.entries(APPROVAL_LOOK).map(([value, { word }]) => ({ value, label: word }))];

export function ApprovalFilters({ values, gates }: ApprovalFiltersProps) {
  const known = [ANY, ...gates.map((gate) => ({ value: gate, label: gate }))];
  return (
    <FilterForm href="/approvals" sort={values.sort}>
      <SelectField name="status" label="Status" options={STATUSES} defaultValue={values.status} />
      <SelectField name="gate" label="Gate" options={known} defaultValue={values.gate} />
      <TextField name="q" label="Rotation contains" defaultValue={values.q} />
    </FilterForm>
  );
}
