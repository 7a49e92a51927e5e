import Link from "next/link";

export function NextStep({ next }: { next: { title: string; href: string } }) {
  return (
    <Link
      href={next.href}
      className="flex min-h-11 items-center justify-between gap-4 border-y border-line px-1 hover:bg-sunken print:hidden"
    >
      <span>
        <span className="text-muted">Next</span>&ensp;{next.title}
      </span>
      <span aria-hidden="true">→</span>
    </Link>
  );
}
