import type { ReactNode } from "react";

/** The rail beside the page from medium width, above it on a telephone. */
export function StepLayout({ rail, children }: { rail: ReactNode; children: ReactNode }) {
  return (
    <div className="md:grid md:grid-cols-[13rem_minmax(0,1fr)] md:gap-x-8 lg:gap-x-10 print:block">
      {rail}
      <div className="min-w-0">{children}</div>
    </div>
  );
}
