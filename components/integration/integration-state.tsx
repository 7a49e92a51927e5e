import { CircleCheck, CircleDashed, CircleMinus, TriangleAlert } from "lucide-react";
import type { IntegrationView } from "#lib/domain/integration/integration-view.ts";
import { IconText } from "../ui/icon-text.tsx";
import { Timestamp } from "../ui/timestamp.tsx";

const LOOK = {
  working: { icon: CircleCheck, word: "Working", style: "text-ok" },
  failing: { icon: TriangleAlert, word: "Failing", style: "text-problem font-medium" },
  unused: { icon: CircleDashed, word: "Not used yet", style: "text-muted" },
  "not-configured": { icon: CircleMinus, word: "Not configured", style: "text-muted" },
} as const;

export function IntegrationState({ state, since }: Pick<IntegrationView, "state" | "since">) {
  const { icon, word, style } = LOOK[state];
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-1 text-sm">
      <IconText icon={icon} className={style}>
        {word}
      </IconText>
      {since !== null && (
        <span className="text-muted">
          since <Timestamp at={since} />
        </span>
      )}
    </span>
  );
}
