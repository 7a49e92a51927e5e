import { FilterForm } from "../ui/filter-form.tsx";
import { SelectField, type SelectOption } from "../ui/select-field.tsx";
import { TextField } from "../ui/text-field.tsx";

interface AuditFilterValues {
  actor: string;
  action: string;
  result: string;
  /** Calendar days in UTC, `2026-02-01`. */
  from: string;
  to: string;
  sort: string;
}

interface AuditFiltersProps {
  values: AuditFilterValues;
  actors: SelectOption[];
  actions: SelectOption[];
}

const ANY: SelectOption = { value: "", label: "Any" };

const RESULTS: SelectOption[] = [
  ANY,
  { value: "done", label: "Done" },
  { value: "refused", label: "Refused" },
];

export function AuditFilters({ values, actors, actions }: AuditFiltersProps) {
  return (
    <FilterForm href="/audit" sort={values.sort}>
      <SelectField name="actor" label="Actor" options={[ANY, ...actors]} defaultValue={values.actor} />
      <SelectField name="action" label="Action" options={[ANY, ...actions]} defaultValue={values.action} />
      <SelectField name="result" label="Result" options={RESULTS} defaultValue={values.result} />
      <TextField name="from" label="From (UTC)" type="date" defaultValue={values.from} />
      <TextField name="to" label="To (UTC)" type="date" defaultValue={values.to} />
    </FilterForm>
  );
}
