import { FilterForm } from "../ui/filter-form.tsx";
import { SelectField, type SelectOption } from "../ui/select-field.tsx";
import { TextField } from "../ui/text-field.tsx";
import { ROTATION_TYPE } from "./rotation-type.ts";

interface RotationFiltersProps {
  values: { state: string; type: string; year: string; q: string; sort: string };
  years: string[];
}

const ANY: SelectOption = { value: "", label: "Any" };
const STATES = [
  ANY,
  { value: "active", label: "Active" },
  { value: "completed", label: "Completed" },
  { value: "cancelled", label: "Cancelled" },
];
const TYPES = [ANY, ...Object.entries(ROTATION_TYPE).map(([value, label]) => ({ value, label }))];

export function RotationFilters({ values, years }: RotationFiltersProps) {
  const known = [ANY, ...years.map((year) => ({ value: year, label: year }))];
  return (
    <FilterForm href="/rotations" sort={values.sort}>
      <SelectField name="state" label="State" options={STATES} defaultValue={values.state} />
      <SelectField name="type" label="Type" options={TYPES} defaultValue={values.type} />
      <SelectField name="year" label="Year" options={known} defaultValue={values.year} />
      <TextField name="q" label="Id contains" defaultValue={values.q} />
    </FilterForm>
  );
}
