import { Button } from "../ui/button.tsx";
import { ButtonLink } from "../ui/button-link.tsx";
import { SelectField, type SelectOption } from "../ui/select-field.tsx";
import { TextField } from "../ui/text-field.tsx";

interface AuditFilterValues {
  actor: string;
  action: string;
  result: string;
  /** Calendar days in UTC, `2026-02-01`. */
  from: string;
  to: string;
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

/** A plain GET form: the filter is the address, works without script and can be sent to somebody. */
export function AuditFilters({ values, actors, actions }: AuditFiltersProps) {
  return (
    <form method="get" action="/audit" className="border-y border-line py-4 print:hidden">
      <div className="grid grid-cols-2 gap-x-4 gap-y-3 md:grid-cols-5">
        <SelectField name="actor" label="Actor" options={[ANY, ...actors]} defaultValue={values.actor} />
        <SelectField name="action" label="Action" options={[ANY, ...actions]} defaultValue={values.action} />
        <SelectField name="result" label="Result" options={RESULTS} defaultValue={values.result} />
        <TextField name="from" label="From (UTC)" type="date" defaultValue={values.from} />
        <TextField name="to" label="To (UTC)" type="date" defaultValue={values.to} />
      </div>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button type="submit">Filter</Button>
        <ButtonLink href="/audit" variant="quiet">
          Show all
        </ButtonLink>
      </div>
    </form>
  );
}
