import { classNames } from "../ui/class-names.ts";

export type Connection = "connected" | "reconnecting" | "polling";

const LOOK: Record<Connection, { text: string; hint: string; dot: string }> = {
  connected: { text: "Live", hint: "Changes appear as they happen.", dot: "border-ok bg-ok" },
  reconnecting: {
    text: "Reconnecting",
    hint: "The stream was lost. What you see may be a few seconds old.",
    dot: "border-wait bg-transparent",
  },
  polling: {
    text: "Polling",
    hint: "No stream: the page asks again at intervals.",
    dot: "border-info bg-info-soft",
  },
};

export function LiveDot({ connection }: { connection: Connection }) {
  const { text, hint, dot } = LOOK[connection];
  return (
    <output title={hint} className="inline-flex items-center gap-1.5 text-xs text-muted">
      <span aria-hidden="true" className={classNames("size-2 rounded-full border-2", dot)} />
      <span className="max-sm:sr-only">{text}</span>
    </output>
  );
}
