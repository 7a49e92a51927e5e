import { FilterForm } from "../ui/filter-form.tsx";
import { SelectField, type SelectOption } from "../ui/select-field.tsx";
import { causeName } from "./cause-text.ts";
import { STATE_WORDS } from "./cell-state.tsx";

const ANY: SelectOption = { value: "", label: "Any" };

interface DeskFiltersProps {
  href: string;
  values: { state: string; cause: string };
  causes: string[];
}

export function DeskFilters({ href, values, causes }: DeskFiltersProps) {
  const states = Object.entries(STATE_WORDS).map(([value, label]) => ({ value, label }));
  const known = causes.map((cause) => ({ value: cause, label: causeName(cause) }));
  return (
    <FilterForm href={href}>
      <SelectField name="state" label="State" options={[ANY, ...states]} defaultValue={values.state} />
      <SelectField name="cause" label="Cause" options={[ANY, ...known]} defaultValue={values.cause} />
    </FilterForm>
  );
}
