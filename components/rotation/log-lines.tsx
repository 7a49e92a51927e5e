import { CircleX, Info, TriangleAlert } from "lucide-react";
import Link from "next/link";
import type { LogLineView } from "#lib/domain/rotation/live-views.ts";
import { IconText } from "../ui/icon-text.tsx";

const LEVEL = {
  info: { icon: Info, word: "Info", style: "text-muted" },
  warning: { icon: TriangleAlert, word: "Warning", style: "text-wait font-medium" },
  problem: { icon: CircleX, word: "Problem", style: "text-problem font-medium" },
} as const;

interface LogLinesProps {
  rotationId: string;
  /** Newest first. */
  lines: LogLineView[];
}

/** What a re-encryption did, line by line; each time is the line's own address. */
export function LogLines({ rotationId, lines }: LogLinesProps) {
  return (
    <ol reversed className="grid gap-px text-sm">
      {lines.map(({ id, at, level, text }) => {
        const { icon, word, style } = LEVEL[level];
        return (
          <li
            key={id}
            id={`line-${id}`}
            className="flex flex-wrap gap-x-3 rounded-sm px-1 py-0.5 target:bg-accent-soft"
          >
            <Link
              href={`/rotations/${rotationId}/log?line=${id}#line-${id}`}
              className="inline-flex min-h-6 items-center font-mono text-xs text-muted underline decoration-dotted underline-offset-3"
            >
              <time dateTime={at}>{at.slice(0, 19).replace("T", " ")}</time>
            </Link>
            <IconText icon={icon} className={`w-20 shrink-0 ${style}`}>
              {word}
            </IconText>
            <span className="min-w-0 flex-1 basis-60 wrap-anywhere">{text}</span>
          </li>
        );
      })}
    </ol>
  );
}
