import { Button } from "../ui/button.tsx";
import { ButtonLink } from "../ui/button-link.tsx";
import { SelectField, type SelectOption } from "../ui/select-field.tsx";
import { causeName } from "./cause-text.ts";
import { STATE_WORDS } from "./cell-state.tsx";

const ANY: SelectOption = { value: "", label: "Any" };

interface DeskFiltersProps {
  href: string;
  values: { state: string; cause: string };
  causes: string[];
}

/** A plain GET form: the filter is the address, works without script and can be sent to somebody. */
export function DeskFilters({ href, values, causes }: DeskFiltersProps) {
  const states = Object.entries(STATE_WORDS).map(([value, label]) => ({ value, label }));
  const known = causes.map((cause) => ({ value: cause, label: causeName(cause) }));
  return (
    <form method="get" action={href} className="border-y border-line py-4 print:hidden">
      <div className="grid grid-cols-2 gap-x-4 gap-y-3 md:grid-cols-4">
        <SelectField name="state" label="State" options={[ANY, ...states]} defaultValue={values.state} />
        <SelectField name="cause" label="Cause" options={[ANY, ...known]} defaultValue={values.cause} />
      </div>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button type="submit">Filter</Button>
        <ButtonLink href={href} variant="quiet">
          Show all
        </ButtonLink>
      </div>
    </form>
  );
}
