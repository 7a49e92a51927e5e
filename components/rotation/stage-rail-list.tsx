import Link from "next/link";
import type { StepRailItemView } from "#lib/domain/rotation/views.ts";
import { classNames } from "../ui/class-names.ts";
import { TONE_TEXT } from "../ui/tone.ts";
import { STATUS_LOOK } from "./status-look.ts";

export function StageRailList({ items, currentId }: { items: StepRailItemView[]; currentId: string | null }) {
  return (
    <ol className="grid">
      {items.map((item) => (
        <StageRailItem key={item.id} item={item} current={item.id === currentId} />
      ))}
    </ol>
  );
}

function StageRailItem({ item, current }: { item: StepRailItemView; current: boolean }) {
  const { label, icon: Icon, tone } = STATUS_LOOK[item.status];
  return (
    <li className="relative">
      <Link
        href={item.href}
        aria-current={current ? "step" : undefined}
        className="group flex gap-2.5 border-l-2 border-line py-1.5 pr-2 pl-3 hover:bg-sunken aria-[current=step]:border-accent aria-[current=step]:bg-sunken"
      >
        <Icon
          aria-hidden="true"
          size={16}
          className={classNames("mt-0.5 shrink-0", item.status === "completed" ? "text-ok" : TONE_TEXT[tone])}
        />
        <span className="min-w-0">
          <span className="block text-sm group-aria-[current=step]:font-semibold">
            {item.number !== null && <span className="text-muted">{item.number}&ensp;</span>}
            {item.title}
          </span>
          <span className={classNames("block text-xs", TONE_TEXT[tone])}>{label}</span>
        </span>
      </Link>
    </li>
  );
}
