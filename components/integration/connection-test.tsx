import { Check } from "lucide-react";
import type { IntegrationTestView } from "#lib/domain/integration/integration-view.ts";
import { IconText } from "../ui/icon-text.tsx";
import { Notice } from "../ui/notice.tsx";
import { Timestamp } from "../ui/timestamp.tsx";

/** The newest test of a connection: who asked, when, and what was made sure of. */
export function ConnectionTest({ test }: { test: IntegrationTestView }) {
  if (test.state === "waiting") {
    return (
      <output className="block text-sm text-muted">
        {test.askedBy} asked for a test <Timestamp at={test.askedAt} />. The worker carries it out; its result
        appears here.
      </output>
    );
  }
  return (
    <div className="grid gap-2 text-sm">
      <p className="text-muted">
        Tested <Timestamp at={test.finishedAt ?? test.askedAt} /> for {test.askedBy}
      </p>
      {test.problem !== null && <Notice kind="problem">{test.problem}</Notice>}
      <ul className="grid gap-1">
        {test.checked.map(({ checked, detail }) => (
          <li key={`${checked} ${detail}`}>
            <IconText icon={Check} className="text-ok">
              {checked}
            </IconText>
            {detail !== null && <span className="block pl-5 wrap-anywhere text-muted">{detail}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
