import type { ComponentProps } from "react";
import type { JobControlView } from "#lib/domain/rotation/live-views.ts";
import { countText } from "../ui/count-text.ts";
import { Notice } from "../ui/notice.tsx";
import { TextField } from "../ui/text-field.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import { ActionForm } from "./action-form.tsx";

const CANCEL = {
  title: "Cancel the re-encryption?",
  body: "It stops between two batches. What was done is kept, both keys stay, and trying again goes on where it stopped.",
  label: "Cancel the re-encryption",
};

interface JobControlsProps {
  control: JobControlView;
  action: ComponentProps<typeof ActionForm>["action"];
}

/** Orders to the running job: it obeys between two batches. Others see what was ordered. */
export function JobControls({ control, action }: JobControlsProps) {
  const { jobId, version, wish, mayControl } = control;
  const order = (name: string) => ({ jobId, version: String(version), order: name });
  return (
    <div className="grid gap-3">
      <Standing control={control} />
      {mayControl && wish !== "cancel" && (
        <div className="flex flex-wrap items-end gap-3">
          {wish === "run" ? (
            <ActionForm
              key="pause"
              action={action}
              label="Pause"
              variant="secondary"
              hidden={order("pause")}
            />
          ) : (
            <ActionForm key="resume" action={action} label="Resume" hidden={order("resume")} />
          )}
          <ActionForm
            action={action}
            label="Cancel …"
            variant="secondary"
            hidden={order("cancel")}
            confirm={CANCEL}
          />
          <RateForm control={control} action={action} />
        </div>
      )}
    </div>
  );
}

function Standing({ control: { wish, standsSince, wishedBy, wishedAt } }: Pick<JobControlsProps, "control">) {
  if (wish === "run") return null;
  const by = wishedBy !== null && wishedAt !== null && (
    <>
      {" "}
      {wishedBy} asked for it <Timestamp at={wishedAt} />.
    </>
  );
  if (wish === "cancel") {
    return (
      <Notice kind="wait" title="Is being cancelled">
        The job ends after the batch that it is in.{by}
      </Notice>
    );
  }
  return (
    <Notice kind="wait" title={standsSince === null ? "Is being paused" : "Paused"}>
      {standsSince === null
        ? "The job stops after the batch that it is in."
        : "No batch and no lock is open; the platform goes on as ever."}
      {by}
    </Notice>
  );
}

function RateForm({ control, action }: JobControlsProps) {
  const { jobId, version, cellsPerSecond, mostCellsPerSecond } = control;
  const most = mostCellsPerSecond === null ? "no limit" : `at most ${countText(mostCellsPerSecond)}`;
  return (
    <ActionForm
      key={`rate ${version}`}
      action={action}
      label="Set the rate"
      variant="secondary"
      hidden={{ jobId, version: String(version), order: "rate" }}
    >
      <TextField
        name="cellsPerSecond"
        type="number"
        min={1}
        max={mostCellsPerSecond ?? 10_000_000}
        required={mostCellsPerSecond !== null}
        label="Cells per second"
        hint={`Approved: ${most}.${mostCellsPerSecond === null ? " Empty: no limit." : ""}`}
        defaultValue={cellsPerSecond ?? ""}
        className="max-w-40"
      />
    </ActionForm>
  );
}
