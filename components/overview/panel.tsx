import type { ReactNode } from "react";
import { Notice } from "../ui/notice.tsx";
import { Section } from "../ui/section.tsx";

export interface PanelProblem {
  message: string;
  requestId: string | null;
}

interface PanelProps {
  title: string;
  aside?: ReactNode;
  /** What could not be read. The rest of the page stands. */
  problem?: PanelProblem | null | undefined;
  children: ReactNode;
}

export function Panel({ title, aside, problem = null, children }: PanelProps) {
  return (
    <Section title={title} aside={aside}>
      {problem === null ? (
        children
      ) : (
        <Notice kind="problem">
          {problem.message}
          {problem.requestId !== null && (
            <span className="block text-muted">Request {problem.requestId}</span>
          )}
        </Notice>
      )}
    </Section>
  );
}
