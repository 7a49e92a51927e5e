import type { ComponentProps } from "react";
import type { JobControlView } from "#lib/domain/rotation/live-views.ts";
import { countText } from "../ui/count-text.ts";
import { Notice } from "../ui/notice.tsx";
import { TextField } from "../ui/text-field.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import { ActionForm } from "./action-form.tsx";
import { type Figure, Figures } from "./figures.tsx";

interface JobProtectionProps {
  control: JobControlView;
  action: ComponentProps<typeof ActionForm>["action"];
}

const WITHOUT_REPLICAS = {
  title: "Go on without watching the replicas?",
  body: "The job no longer waits for a replica that is behind or gone. Readers of that replica may see old values for longer. The limit can be set again at any time.",
  label: "Go on without watching",
};

/** What protects the application from the job: the limits, what was measured last, and why the job is held back. */
export function JobProtection({ control, action }: JobProtectionProps) {
  const { heldFor, heldSince, mayControl, wish, throttle } = control;
  const mayAct = mayControl && wish !== "cancel";
  return (
    <section aria-label="Protection of the application" className="grid gap-3">
      {heldFor !== null && heldSince !== null && (
        <Notice
          kind="wait"
          title="Held back"
          action={
            mayAct && throttle.lag !== null ? (
              <ActionForm
                action={action}
                label="Go on without replicas …"
                variant="secondary"
                hidden={{ ...sent(control), lagHigh: "", lagLow: "" }}
                confirm={WITHOUT_REPLICAS}
              />
            ) : undefined
          }
        >
          {heldFor} No batch and no lock is open since <Timestamp at={heldSince} />.
        </Notice>
      )}
      <Figures figures={figuresOf(control)} />
      {mayAct && <ProtectionForm control={control} action={action} />}
    </section>
  );
}

function figuresOf(control: JobControlView): Figure[] {
  const { workers, throttle, replicaLagSeconds, applicationP95Ms, deadRowsPercent } = control;
  const { dutyPercent, lag, p95, deadRows } = throttle;
  return [
    {
      label: workers.length === 1 ? "Worker" : "Workers, each with its cells",
      value: workers.length === 0 ? "–" : workers.map(({ cells }) => countText(cells)).join(" + "),
    },
    { label: "Works", value: dutyPercent === null ? "all the time" : `${dutyPercent} % of the time` },
    {
      label: "Replica lag",
      value: lag === null ? "not watched" : `${measured(replicaLagSeconds, "s")}, at most ${lag.high} s`,
    },
    {
      label: "Application p95",
      value: p95 === null ? "not watched" : `${measured(applicationP95Ms, "ms")}, at most ${p95.high} ms`,
    },
    {
      label: "Dead rows",
      value:
        deadRows === null ? "not watched" : `${measured(deadRowsPercent, "%")}, at most ${deadRows.high} %`,
    },
  ];
}

function sent({
  jobId,
  version,
  throttle: { dutyPercent, lag, p95, deadRows },
}: JobControlView): Record<string, string> {
  return {
    jobId,
    version: String(version),
    dutyPercent: text(dutyPercent),
    lagHigh: text(lag?.high),
    lagLow: text(lag?.low),
    p95High: text(p95?.high),
    p95Low: text(p95?.low),
    deadHigh: text(deadRows?.high),
    deadLow: text(deadRows?.low),
  };
}

function measured(value: number | null, unit: string): string {
  return value === null ? "not measured" : `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`;
}

function text(number: number | null | undefined): string {
  return number == null ? "" : String(number);
}

/** One field, or the mark that holds the job and the one below which it goes on. */
const LIMITS = [
  [{ name: "dutyPercent", label: "Share of the time, %", hint: "Empty: all of it.", max: 100 }],
  marks("lag", "replica lag", "s", 86_400),
  marks("p95", "p95", "ms", 600_000),
  marks("dead", "dead rows", "%", 100),
];

function marks(name: string, what: string, unit: string, max: number) {
  return [
    { name: `${name}High`, label: `Hold above ${what}, ${unit}`, hint: "Empty: not watched.", max },
    { name: `${name}Low`, label: `Go on below, ${unit}`, hint: "Empty: half of it.", max },
  ];
}

function ProtectionForm({ control, action }: JobProtectionProps) {
  const { jobId, version, ...values } = sent(control);
  return (
    <details>
      <summary className="inline-flex min-h-6 cursor-pointer items-center text-sm text-accent underline underline-offset-3">
        Change the limits …
      </summary>
      <div className="mt-2">
        <ActionForm
          key={`protection ${version}`}
          action={action}
          label="Set the protection"
          variant="secondary"
          hidden={{ jobId: jobId ?? "", version: version ?? "" }}
        >
          <div className="flex flex-wrap gap-x-8 gap-y-3">
            {LIMITS.map((fields) => (
              <div key={fields[0]?.name} className="grid grid-cols-[11rem_auto] gap-3">
                {fields.map(({ name, label, hint, max }) => (
                  <TextField
                    key={name}
                    name={name}
                    label={label}
                    hint={hint}
                    type="number"
                    min={name === "dutyPercent" ? 1 : 0.1}
                    step={name === "dutyPercent" ? 1 : "any"}
                    max={max}
                    defaultValue={values[name]}
                    className="max-w-36"
                  />
                ))}
              </div>
            ))}
          </div>
        </ActionForm>
      </div>
    </details>
  );
}
