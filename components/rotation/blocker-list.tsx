import { Hourglass, Wrench } from "lucide-react";
import Link from "next/link";
import type { BlockerView } from "#lib/domain/rotation/views.ts";
import { IconText } from "../ui/icon-text.tsx";

const KIND = {
  fix: { icon: Wrench, word: "Fix", style: "text-problem" },
  wait: { icon: Hourglass, word: "Wait", style: "text-wait" },
} as const;

interface BlockerListProps {
  /** Referred to by the button that cannot be pressed. */
  id: string;
  blockers: BlockerView[];
}

export function BlockerList({ id, blockers }: BlockerListProps) {
  return (
    <ul id={id} className="grid gap-1 text-sm">
      {blockers.map(({ kind, text, remedy }) => (
        <li key={text} className="flex gap-3">
          <BlockerKind kind={kind} />
          <span className="min-w-0">
            {text}
            {remedy !== undefined && (
              <Link
                href={remedy.href}
                className="ml-2 inline-flex min-h-6 items-center text-accent underline underline-offset-3"
              >
                {remedy.label}
              </Link>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Whether somebody has to do something about it, or it clears by itself. */
export function BlockerKind({ kind }: Pick<BlockerView, "kind">) {
  const { icon, word, style } = KIND[kind];
  return (
    <IconText icon={icon} className={`w-14 shrink-0 font-medium ${style}`}>
      {word}
    </IconText>
  );
}
