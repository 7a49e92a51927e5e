import { CircleCheck, CircleDot, CircleSlash, Hourglass, TriangleAlert } from "lucide-react";
import type { MessageView } from "#lib/domain/messages/message-views.ts";
import { IconText } from "../ui/icon-text.tsx";
import { Timestamp } from "../ui/timestamp.tsx";

const LOOK = {
  waiting: { icon: Hourglass, word: "Waiting", joint: "since", style: "text-wait" },
  sending: { icon: CircleDot, word: "Being sent", joint: "queued", style: "text-accent" },
  sent: { icon: CircleCheck, word: "Sent", joint: "", style: "text-text" },
  failing: { icon: TriangleAlert, word: "Failing", joint: "since", style: "font-medium text-problem" },
  "given-up": { icon: CircleSlash, word: "Given up", joint: "", style: "font-medium text-problem" },
} as const;

/** The message's state in words, and since when. */
export function MessageState({ state, since }: Pick<MessageView, "state" | "since">) {
  const { icon, word, joint, style } = LOOK[state];
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-1 text-sm">
      <IconText icon={icon} className={style}>
        {word}
      </IconText>
      <span className="text-muted">
        {joint} <Timestamp at={since} />
      </span>
    </span>
  );
}
