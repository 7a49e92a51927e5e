/** Cells of one encrypted column, by what their first bytes say; nothing is decrypted. */
export interface ColumnCensus {
  column: string;
  nonNull: number;
  /** Version byte → number of cells of at least 29 bytes. */
  byVersion: Record<number, number>;
  /** Empty, or shorter than the 29 bytes that the shortest envelope has. */
  tooShort: number;
}

/** What is in one registered column now, or why that cannot be said. */
export interface RegisteredCount {
  /** `schema.table.column`. */
  column: string;
  cells: Pick<ColumnCensus, "nonNull" | "byVersion" | "tooShort"> | null;
  problem: string | null;
  /** SQL that the owner of the table has to run before a rotation can go through the column; null when nothing is missing. */
  missingGrant: string | null;
}

export interface ColumnResult {
  column: string;
  total: number;
  reencrypted: number;
  alreadyCurrent: number;
  raced: number;
  deleted: number;
  nulled: number;
  quarantined: number;
  remaining: number;
  unexplained: number;
}

export interface ReencryptionResult {
  status: "completed" | "completed-with-quarantine" | "cancelled" | "failed";
  elapsedMs: number;
  error: string | null;
  columns: ColumnResult[];
}

/** Quarantined cells of one column, each read again and judged as it is now. */
export interface QuarantineJudgement {
  column: string;
  /** Covered by a standing waiver, and the same bytes as when it was given. */
  waived: number;
  /** Of the waived, those that a census finds outside the current version. */
  waivedStrays: number;
  /** Neither repaired nor waived. */
  unresolved: number;
}

export interface VerificationResult {
  status: "verified" | "not-verified" | "failed";
  elapsedMs: number;
  error: string | null;
  /** A waived cell counts neither as current nor as failed. */
  columns: { column: string; total: number; current: number; failed: number; waived: number }[];
}

/** A job that another process works on, by its own row. */
export interface ReencryptionProgress {
  isCancelAsked: boolean;
  /** Since the job's process last renewed its lease, by the database's clock. */
  silentMs: number;
  /** Null until the job's last transaction; a process that died leaves it so. */
  result: ReencryptionResult | null;
}

/** The platform's encrypted columns, reached on the writer with row-level security made loud. */
export interface PlatformData {
  takeCensus: () => Promise<ColumnCensus[]>;
  /** Every registered column, also those that the platform dropped or that cannot be read. Needs no key. Throws when aborted. */
  countRegistry: (signal: AbortSignal) => Promise<RegisteredCount[]>;
  /** Registered columns that this worker may not read or not replace, with the SQL that mends it. */
  findMissingGrants: () => Promise<{ column: string; statement: string }[]>;
  /** Columns of type bytea that nobody registered or classified, as `schema.table.column`. */
  findDrift: () => Promise<string[]>;
  /** Triggers that an UPDATE of the registered columns runs, as `schema.table: trigger`. */
  findUpdateTriggers: () => Promise<string[]>;
  /** Every registered column, as `schema.table.column`. */
  findRegisteredColumns: () => Promise<string[]>;
  /** SHA-256 of the registry in canonical form, hex. */
  registryDigest: () => Promise<string>;
  /** Cells per second while this installation worked in an earlier run; null before the first. */
  measuredRate: () => Promise<number | null>;
  /** Runs, resumes, or rejoins the job of this rotation. One job per database: another one's lets it fail. */
  reencrypt: (job: {
    rotationId: string;
    /** Names this start: people's orders to the job stand for whoever takes it over. */
    start: string;
    /** Of each worker. */
    connections: number;
    /** Of all workers together; null: no limit. While it runs, people may ask for less. */
    cellsPerSecond: number | null;
    signal: AbortSignal;
  }) => Promise<ReencryptionResult>;
  /** Works the job that another process runs for this rotation, until it has no range left; the result is this share. */
  helpReencrypt: (job: {
    rotationId: string;
    connections: number;
    signal: AbortSignal;
  }) => Promise<ReencryptionResult>;
  /** The job of this rotation that this start claimed, whichever process works on it; null before it did. */
  findReencryption: (job: { rotationId: string; start: string }) => Promise<ReencryptionProgress | null>;
  /** Opens and encrypts every cell as a run would, and writes nothing. */
  rehearse: (signal: AbortSignal) => Promise<ReencryptionResult>;
  /** Decrypts every cell with the current key alone. Writes nothing. */
  verify: (scope: { rotationId: string; signal: AbortSignal }) => Promise<VerificationResult>;
  judgeQuarantine: (rotationId: string) => Promise<QuarantineJudgement[]>;
}
