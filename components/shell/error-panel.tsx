import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { CodeChip } from "../ui/code-chip.tsx";
import { PageTitle } from "./page-title.tsx";

interface ErrorPanelProps {
  title: string;
  /** What is known, and what to do now. */
  children: ReactNode;
  requestId: string | null;
  /** A retry button or a way back. */
  action?: ReactNode;
}

export function ErrorPanel({ title, children, requestId, action }: ErrorPanelProps) {
  return (
    <div className="max-w-prose py-12">
      <TriangleAlert aria-hidden="true" size={20} className="mb-3 text-problem" />
      <PageTitle>{title}</PageTitle>
      <div className="mt-2 text-muted">{children}</div>
      {action !== undefined && <div className="mt-5 flex flex-wrap gap-2">{action}</div>}
      {requestId !== null && (
        <p className="mt-6 border-t border-line pt-3 text-sm text-muted">
          Request <CodeChip value={requestId} copyLabel="Copy request id" /> — quote it when you report this.
        </p>
      )}
    </div>
  );
}
