import { classNames } from "./class-names.ts";

/** Holds the place of what is loading, at its size, so that nothing moves when it arrives. */
export function Skeleton({ className }: { className: string }) {
  return (
    <span
      aria-hidden="true"
      className={classNames("block rounded-sm bg-line/60 motion-safe:animate-pulse", className)}
    />
  );
}
