import { Button } from "../ui/button.tsx";
import { ButtonLink } from "../ui/button-link.tsx";
import { SelectField } from "../ui/select-field.tsx";
import { TextField } from "../ui/text-field.tsx";

const LEVELS = [
  { value: "", label: "All lines" },
  { value: "warning", label: "Warnings and problems" },
  { value: "problem", label: "Problems" },
];

interface LogFiltersProps {
  href: string;
  values: { level: string; q: string };
}

/** A plain GET form: the filter is the address, works without script and can be sent to somebody. */
export function LogFilters({ href, values }: LogFiltersProps) {
  return (
    <form method="get" action={href} className="border-y border-line py-4 print:hidden">
      <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2">
        <SelectField name="level" label="Show" options={LEVELS} defaultValue={values.level} />
        <TextField name="q" label="Containing" type="search" maxLength={200} defaultValue={values.q} />
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
