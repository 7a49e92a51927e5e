/** What a piece of colour means. Colour always comes with an icon or a word. */
export type Tone = "neutral" | "accent" | "ok" | "wait" | "problem" | "info";

export const TONE_TEXT: Record<Tone, string> = {
  neutral: "text-muted",
  accent: "text-accent",
  ok: "text-ok",
  wait: "text-wait",
  problem: "text-problem",
  info: "text-info",
};

export const TONE_BOX: Record<Tone, string> = {
  neutral: "border-line bg-sunken",
  accent: "border-accent/40 bg-accent-soft",
  ok: "border-ok/40 bg-ok-soft",
  wait: "border-wait/40 bg-wait-soft",
  problem: "border-problem/40 bg-problem-soft",
  info: "border-info/40 bg-info-soft",
};
