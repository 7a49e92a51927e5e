/** Views of what remains of a rotation: its evidence, and the destruction that it still owes. Instants are ISO 8601 in UTC. */

export interface RecordedEvidenceView {
  id: string;
  stepTitle: string;
  phaseTitle: string;
  /** The evidence on the page of its step; null when the work was done again and this run no longer counts. */
  href: string | null;
  recordedAt: string;
  recordedBy: string;
  /** SHA-256 of the evidence in canonical JSON, hex. */
  digest: string;
}

export interface RotationRecordView {
  evidence: RecordedEvidenceView[];
  /** Phases of the whole procedure; each leaves one piece of evidence. */
  expected: number;
}

/** A retired key that is not destroyed yet. */
export interface ObligationView {
  version: number;
  rotationId: string;
  retiredAt: string;
  /** From when policy allows to destroy it; backups may ask for longer. */
  destroyFrom: string;
  isDue: boolean;
  href: string;
}

/** Versions of the secret that still hold a retired key, by the ids that AWS gave them. */
export interface ResidueView {
  version: number;
  secretVersions: string[];
  checkedAt: string;
}

/** What the form that moves the planned start sends back, and the start as it is. */
export interface MovableStartView {
  phaseRunId: string;
  version: number;
  plannedStart: string;
}
