import type { ReactNode } from "react";

interface EmptyStateProps {
  title: string;
  /** Says what would be here and why it is not. */
  children: ReactNode;
  action?: ReactNode;
}

export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className="border-l-2 border-line py-1 pl-4">
      <p className="font-medium">{title}</p>
      <div className="max-w-prose text-sm text-muted">{children}</div>
      {action !== undefined && <div className="mt-3">{action}</div>}
    </div>
  );
}
