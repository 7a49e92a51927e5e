import type { CellState as State } from "#lib/domain/rotation/waiver-views.ts";
import { Badge } from "../ui/badge.tsx";
import type { Tone } from "../ui/tone.ts";

export const STATE_WORDS: Record<State, string> = {
  open: "Open",
  proposed: "Waiver proposed",
  waived: "Waived",
  repaired: "Repaired",
};

const TONES: Record<State, Tone> = { open: "problem", proposed: "wait", waived: "neutral", repaired: "ok" };

export function CellState({ state }: { state: State }) {
  return <Badge tone={TONES[state]}>{STATE_WORDS[state]}</Badge>;
}
