/** Views of the compliance pages: plain serialisable values. Every `…At` is an ISO 8601 instant in UTC. */

export interface HistoryRowView {
  rotationId: string;
  type: "scheduled" | "emergency" | "drill";
  status: "running" | "completed" | "cancelled";
  /** Start and end; `endedAt` is null while it runs. */
  startedAt: string;
  endedAt: string | null;
  oldVersion: number;
  newVersion: number;
  columns: { column: string; reencrypted: number }[];
  operators: string[];
  approvers: string[];
  notes: string;
}

export interface QuarterView {
  /** "Q4 2026". */
  label: string;
  /** Date of the calendar, "2026-11-01". */
  date: string;
  status: "on-time" | "late" | "missed" | "open" | "upcoming" | "before-adoption";
  rotationId: string | null;
}

export interface RequirementView {
  /** As the law prints it: "45 CFR 164.312(a)(2)(iv)". */
  citation: string;
  title: string;
  /** The law's own word: standard, required or addressable. */
  kind: "Standard" | "Required" | "Addressable";
  control: string;
  /** Newest fact that shows the control at work; null when there is none yet. */
  lastProof: { text: string; at: string; href: string } | null;
}
