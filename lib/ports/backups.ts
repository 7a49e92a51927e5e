export interface Snapshot {
  id: string;
  createdAt: Date;
  /** As RDS spells it; only `available` can be restored. */
  status: string;
  /** Deleted by RDS itself once the retention of automated backups is over. */
  expires: boolean;
}

export interface BackupState {
  /** Newest first, whatever their status. */
  snapshots: readonly Snapshot[];
  /** End of the window of point-in-time recovery; null when it is off. */
  latestRestorableTime: Date | null;
  /** Days that automated backups are kept; 0 when they are off. */
  retentionDays: number;
  /** Start of the window of point-in-time recovery; null when it is off or nothing can be restored yet. */
  earliestRestorableTime: Date | null;
}

/** Backups of the platform's database. Errors are `PortError`s. */
export interface Backups {
  state: () => Promise<BackupState>;
}
