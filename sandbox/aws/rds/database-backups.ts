const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const KEPT = 7;
/** How far point-in-time recovery lags behind. */
const LAG_MS = 5 * 60_000;

export interface StoredSnapshot {
  id: string;
  createdAt: Date;
  type: "automated" | "manual";
}

/** Automated backups of one database: a snapshot a day, the newest 3 hours old at the start, one kept per day of retention. */
export class DatabaseBackups {
  readonly instance: string;
  readonly retentionDays: number;
  /** Switched on, the newest snapshot and the end of the recovery window are older than a day. */
  stale = false;
  readonly #compression: number;
  readonly #first: number;
  readonly #manual: StoredSnapshot[] = [];

  /** With `compression`, days of the backups pass that many times faster. */
  constructor(instance: string, compression: number, retentionDays = KEPT) {
    this.instance = instance;
    this.retentionDays = retentionDays;
    this.#compression = compression;
    this.#first = Date.now() - (3 * HOUR_MS) / compression;
  }

  /** Newest first. */
  snapshots(): StoredSnapshot[] {
    const all = [...this.#manual, ...this.#automated()];
    return all.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  }

  take(id: string): StoredSnapshot {
    const snapshot: StoredSnapshot = { id, createdAt: new Date(), type: "manual" };
    this.#manual.push(snapshot);
    return snapshot;
  }

  #automated(): StoredSnapshot[] {
    const day = this.stale ? DAY_MS : DAY_MS / this.#compression;
    const newest = this.stale
      ? Date.now() - 27 * HOUR_MS
      : this.#first + Math.floor((Date.now() - this.#first) / day) * day;
    return Array.from({ length: this.retentionDays }, (_, index) => this.#snapshot(newest - index * day));
  }

  latestRestorableTime(): Date {
    const lag = this.stale ? 26 * HOUR_MS : LAG_MS / this.#compression;
    return new Date(Date.now() - lag);
  }

  #snapshot(at: number): StoredSnapshot {
    const createdAt = new Date(Math.round(at));
    const stamp = createdAt.toISOString().slice(0, 19).replaceAll(/[T:]/g, "-");
    return { id: `rds:${this.instance}-${stamp}`, createdAt, type: "automated" };
  }
}
