import type { InputField, Phase } from "../domain/rotation/step.ts";
import type { FactView, FieldView } from "../domain/rotation/views.ts";
import type { PhaseRunRow } from "./phase-run-row.ts";

type Input = Record<string, unknown>;

/** The form of the phase, with what was typed before as its start. */
export function fieldsOf(phase: Phase, run: Pick<PhaseRunRow, "input" | "plan">): FieldView[] {
  const given = run.input as Input;
  const bound = (run.plan as { bound?: Record<string, string> } | null)?.bound ?? {};
  const offered = phase.fields.filter(({ needs }) => needs === undefined || bound[needs] !== undefined);
  return offered.map((field) => ({
    name: field.name,
    label: field.label,
    hint: field.hint,
    initial: fieldText(given[field.name]) || (field.initial ?? ""),
    kind: field.kind ?? "text",
    options: [...(field.options ?? [])],
    required: field.whenEmpty === undefined,
  }));
}

/** What was given, as the form calls it. */
export function inputFacts(fields: readonly InputField[], input: unknown): FactView[] {
  const given = input as Input;
  return fields.map((field) => ({
    label: field.label,
    value: chosen(field, fieldText(given[field.name])) || (field.whenEmpty ?? ""),
  }));
}

const chosen = ({ options = [] }: InputField, value: string) =>
  options.find((option) => option.value === value)?.label ?? value;

/** The stored value of a form's field as a person typed it. */
function fieldText(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
