import { LiveRegion } from "../ui/live-region.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

const ROWS = ["a", "b", "c", "d", "e", "f", "g", "h"];

function HeaderSkeleton() {
  return (
    <div className="pt-6 pb-5">
      <LiveRegion message="Loading" />
      <Skeleton className="h-7 w-56" />
      <Skeleton className="mt-2 h-4 w-80 max-w-full" />
    </div>
  );
}

export function RowsSkeleton({ count }: { count: number }) {
  return (
    <div className="border-t border-line">
      {ROWS.slice(0, count).map((row) => (
        <div key={row} className="flex items-center gap-6 border-b border-line py-2.5">
          <Skeleton className="h-4 w-24" />
          <Skeleton className="h-4 flex-1" />
          <Skeleton className="hidden h-4 w-32 sm:block" />
        </div>
      ))}
    </div>
  );
}

export function OverviewSkeleton() {
  return (
    <div>
      <HeaderSkeleton />
      <div className="mb-6 grid gap-8 lg:grid-cols-2">
        <Skeleton className="h-28" />
        <Skeleton className="h-28" />
      </div>
      <RowsSkeleton count={5} />
    </div>
  );
}

export function TableSkeleton() {
  return (
    <div>
      <HeaderSkeleton />
      <RowsSkeleton count={8} />
    </div>
  );
}

export function StepSkeleton() {
  return (
    <div className="md:grid md:grid-cols-[14rem_minmax(0,1fr)] md:gap-10">
      <div className="hidden gap-3 pt-6 md:grid">
        {ROWS.map((row) => (
          <Skeleton key={row} className="h-8" />
        ))}
      </div>
      <div>
        <HeaderSkeleton />
        <RowsSkeleton count={4} />
        <Skeleton className="mt-6 h-40" />
      </div>
    </div>
  );
}
