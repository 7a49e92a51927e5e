import type { QuarantinedCellView } from "./live-views.ts";

/** A waiver as one person sees it. Plain serialisable values; every `…At` is an ISO 8601 instant in UTC. */
export interface WaiverView {
  id: string;
  kind: "cell" | "check";
  rotationId: string;
  /** What is waived, in words. */
  subject: string;
  /** Where the facts are shown that it is decided on. */
  href: string;
  reason: string;
  /** `outdated`: what it names is no longer as it was when it was proposed. */
  status: "open" | "outdated" | "approved" | "rejected" | "withdrawn";
  proposedBy: string;
  proposedAt: string;
  decidedBy: string | null;
  decidedAt: string | null;
  comment: string;
  /** Whether the person looking may decide, and if not, why. */
  mayDecide: boolean;
  whyNot: string | null;
  mayWithdraw: boolean;
}

/** A failing check that the person looking may propose to waive, as it was answered. */
export interface WaivableCheckView {
  checkId: string;
  label: string;
  outcome: "fail" | "unknown";
  value: string;
}

export const CELL_STATES = ["open", "proposed", "waived", "repaired"] as const;
export type CellState = (typeof CELL_STATES)[number];

export interface DeskCellView extends QuarantinedCellView {
  rowKey: string;
  /** Keyed digest of the bytes that a proposal is bound to; null before the engine examined the cell so. */
  digest: string | null;
  state: CellState;
  lastSeen: string;
  /** Version whose key opens it although its label says otherwise: it is not lost. */
  opensWith: number | null;
  /** Newest first. */
  waivers: WaiverView[];
  mayPropose: boolean;
  /** Why this cell cannot be waived, for those who could propose it. */
  whyNot: string | null;
}

export interface DeskView {
  cells: DeskCellView[];
  /** Cells that fit the filter, on all pages. */
  total: number;
  /** Of the whole rotation. */
  counts: Record<CellState, number>;
  causes: string[];
  /** The person looking can do nothing here. */
  readOnly: boolean;
  isOver: boolean;
}

/** What the step's page says of the desk. */
export interface DeskSummaryView {
  open: number;
  proposed: number;
  waived: number;
  href: string;
}
