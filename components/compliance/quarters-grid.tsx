import { CalendarClock, CircleCheck, CircleDot, CircleX, Clock, type LucideIcon, Minus } from "lucide-react";
import Link from "next/link";
import type { QuarterView } from "#lib/domain/compliance/compliance-views.ts";
import { IconText } from "../ui/icon-text.tsx";

const LOOK: Record<QuarterView["status"], { icon: LucideIcon; word: string; style: string }> = {
  "on-time": { icon: CircleCheck, word: "On time", style: "text-ok" },
  late: { icon: Clock, word: "Late", style: "text-wait" },
  missed: { icon: CircleX, word: "Missed", style: "text-problem" },
  open: { icon: CircleDot, word: "Open", style: "text-accent" },
  upcoming: { icon: CalendarClock, word: "Upcoming", style: "text-muted" },
  "before-adoption": { icon: Minus, word: "Before Keyturn", style: "text-muted" },
};

/** Each quarter of the calendar, judged by the first real rotation completed in it. */
export function QuartersGrid({ quarters }: { quarters: QuarterView[] }) {
  return (
    <ul className="grid grid-cols-2 border-t border-l border-line sm:grid-cols-4">
      {quarters.map((quarter) => {
        const { icon, word, style } = LOOK[quarter.status];
        return (
          <li
            key={quarter.label}
            className="grid content-start gap-0.5 border-r border-b border-line p-3 text-sm"
          >
            <span className="font-medium">{quarter.label}</span>
            <IconText icon={icon} className={`font-medium ${style}`}>
              {word}
            </IconText>
            <span className="text-xs text-muted">
              due <time dateTime={quarter.date}>{quarter.date}</time>
            </span>
            {quarter.rotationId !== null && (
              <Link
                href={`/rotations/${quarter.rotationId}`}
                className="inline-flex min-h-6 items-center font-mono text-xs text-accent underline underline-offset-3"
              >
                {quarter.rotationId}
              </Link>
            )}
          </li>
        );
      })}
    </ul>
  );
}
