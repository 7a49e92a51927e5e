import { CircleCheck, CircleX, Clock, Hourglass, type LucideIcon, Minus } from "lucide-react";
import type { ReminderView } from "#lib/domain/schedule/schedule-views.ts";
import { Cell } from "../ui/cell.tsx";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { IconText } from "../ui/icon-text.tsx";
import { Timestamp } from "../ui/timestamp.tsx";

const COLUMNS: Column[] = [
  { id: "reminder", label: "Reminder" },
  { id: "where", label: "Where", wideOnly: true },
  { id: "at", label: "At" },
  { id: "state", label: "State" },
];

const LOOK: Record<ReminderView["state"], { icon: LucideIcon; word: string; style: string }> = {
  planned: { icon: Clock, word: "Planned", style: "text-muted" },
  waiting: { icon: Hourglass, word: "Waiting to be sent", style: "text-wait" },
  sent: { icon: CircleCheck, word: "Sent", style: "text-ok" },
  failed: { icon: CircleX, word: "Could not be sent", style: "text-problem" },
  "left-out": { icon: Minus, word: "Left out", style: "text-muted" },
};

/** Each reminder is sent once. What was missed is left out, and the newest is sent in its place. */
export function RemindersTable({ reminders }: { reminders: ReminderView[] }) {
  return (
    <DataTable caption="Reminders of the next rotation" columns={COLUMNS}>
      {reminders.map((reminder) => (
        <tr key={reminder.key}>
          <Cell rowHeader>
            {reminder.label}
            <span className="block text-xs text-muted md:hidden">{reminder.where}</span>
          </Cell>
          <Cell wideOnly>{reminder.where}</Cell>
          <Cell>
            <Timestamp at={reminder.at} mode="absolute" />
          </Cell>
          <Cell>
            <State reminder={reminder} />
          </Cell>
        </tr>
      ))}
    </DataTable>
  );
}

function State({ reminder: { state, sentAt, permalink, problem } }: { reminder: ReminderView }) {
  const { icon, word, style } = LOOK[state];
  return (
    <>
      <IconText icon={icon} className={style}>
        {permalink === null ? (
          word
        ) : (
          <a href={permalink} className="underline underline-offset-3">
            {word}
          </a>
        )}
      </IconText>
      {sentAt !== null && (
        <span className="block text-muted">
          <Timestamp at={sentAt} />
        </span>
      )}
      {problem !== null && <span className="block text-problem">{problem}</span>}
    </>
  );
}
