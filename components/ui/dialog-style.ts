export const BACKDROP_STYLE = "fixed inset-0 z-40 bg-backdrop";

export const POPUP_STYLE =
  "fixed top-1/2 left-1/2 z-50 grid max-h-[90dvh] w-[min(32rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 gap-3 overflow-y-auto rounded-md border border-line-strong bg-raised p-5 shadow-overlay";
