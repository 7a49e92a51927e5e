import type { Client } from "pg";
import type { ReplicaReading } from "#lib/domain/reencryption/throttle.ts";

interface Replica {
  name: string;
  /** WAL positions in bytes; null where the role may not see them, or the receiver replays nothing. */
  replayed: string | null;
  written: string;
  visible: boolean;
}

interface Mark {
  at: number;
  written: number;
}

/**
 * How far the replicas of `pg_stat_replication` are behind: the age of the oldest WAL position, of those noted at each
 * look, that a replica has not replayed. PostgreSQL's own `replay_lag` stands still while a replica does.
 */
export class ReplicaLag {
  #marks: Mark[] = [];

  /** `known`: names of replicas that were connected before; one that no longer is counts as gone. */
  async read(client: Client, known: readonly string[]): Promise<ReplicaReading[]> {
    const { rows } = await client.query<Replica>(
      `SELECT coalesce(nullif(application_name, ''), 'walreceiver') || coalesce(' at ' || client_addr::text, '') AS name,
              pg_wal_lsn_diff(replay_lsn, '0/0')::text AS replayed, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::text AS written,
              pg_has_role('pg_read_all_stats', 'USAGE') AS visible
         FROM pg_stat_replication WHERE state IS DISTINCT FROM 'backup'`,
    );
    const now = performance.now();
    this.#note(now, rows);
    const readings = rows.flatMap(({ name, replayed, visible }): ReplicaReading[] => {
      if (!visible) return [{ name, lagSeconds: "hidden" }];
      return replayed === null ? [] : [{ name, lagSeconds: this.#behind(now, Number(replayed)) }];
    });
    const connected = new Set(readings.map(({ name }) => name));
    const gone = known.filter((name) => !connected.has(name));
    return [...readings, ...gone.map((name): ReplicaReading => ({ name, lagSeconds: "gone" }))];
  }

  #behind(now: number, replayed: number): number {
    const oldest = this.#marks.find(({ written }) => written > replayed);
    return oldest === undefined ? 0 : (now - oldest.at) / 1000;
  }

  #note(at: number, replicas: readonly Replica[]): void {
    const written = Number(replicas[0]?.written ?? 0);
    const slowest = Math.min(...replicas.map(({ replayed }) => Number(replayed ?? written)));
    this.#marks = this.#marks.filter((mark) => mark.written > slowest);
    if (written !== this.#marks.at(-1)?.written) this.#marks.push({ at, written });
  }
}
