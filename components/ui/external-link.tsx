import { ArrowUpRight } from "lucide-react";
import type { ReactNode } from "react";
import { VisuallyHidden } from "./visually-hidden.tsx";

export function ExternalLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer noopener"
      className="inline-flex min-h-6 items-center gap-0.5 text-accent underline underline-offset-3"
    >
      {children}
      <ArrowUpRight aria-hidden="true" size={13} />
      <VisuallyHidden> (opens in a new tab)</VisuallyHidden>
    </a>
  );
}
