import { FilterForm } from "../ui/filter-form.tsx";
import { SelectField, type SelectOption } from "../ui/select-field.tsx";

const STATES: SelectOption[] = [
  { value: "", label: "Any" },
  { value: "waiting", label: "Waiting" },
  { value: "failing", label: "Failing" },
  { value: "given-up", label: "Given up" },
  { value: "sent", label: "Sent" },
];

const SYSTEMS: SelectOption[] = [
  { value: "", label: "Any" },
  { value: "slack", label: "Slack" },
  { value: "github", label: "GitHub" },
  { value: "pagerduty", label: "PagerDuty" },
];

export function MessageFilters({ values }: { values: { state: string; system: string } }) {
  return (
    <FilterForm href="/messages">
      <SelectField name="state" label="State" options={STATES} defaultValue={values.state} />
      <SelectField name="system" label="To" options={SYSTEMS} defaultValue={values.system} />
    </FilterForm>
  );
}
