import type { ReactNode } from "react";
import { Notice } from "../ui/notice.tsx";

/** Tells an approver why something that approvers do is not offered to them now; `children` says who does it instead. */
export function OperatorNotice({ children }: { children: ReactNode }) {
  return (
    <div className="mb-4 max-w-prose">
      <Notice kind="info" title="You operate the active rotation">
        {children}
      </Notice>
    </div>
  );
}
