import type { TestDatabase } from "./database.ts";

export interface MovedClock {
  /** Every connection that a role opens from now on lives at this instant; time goes on from there. */
  moveTo: (instant: string) => Promise<void>;
  now: () => Promise<Date>;
}

/**
 * Puts functions of the test's own before those of PostgreSQL in the search path of web and worker: `now()` and
 * `clock_timestamp()` of their statements tell a moved time. The product asks the database and knows nothing of it.
 */
export async function movedClock({ pool, url }: TestDatabase): Promise<MovedClock> {
  const name = new URL(url).pathname.slice(1);
  await pool.query(`
    CREATE SCHEMA moved_clock;
    CREATE TABLE moved_clock.shift ("by" interval NOT NULL);
    INSERT INTO moved_clock.shift VALUES ('0');
    CREATE FUNCTION moved_clock.now() RETURNS timestamptz LANGUAGE sql STABLE
      AS 'SELECT pg_catalog.now() + (SELECT "by" FROM moved_clock.shift)';
    CREATE FUNCTION moved_clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
      AS 'SELECT pg_catalog.clock_timestamp() + (SELECT "by" FROM moved_clock.shift)';
    GRANT USAGE ON SCHEMA moved_clock TO web_test, worker_test;
    GRANT SELECT ON moved_clock.shift TO web_test, worker_test;
    ALTER ROLE web_test IN DATABASE ${name} SET search_path = moved_clock, pg_catalog, public;
    ALTER ROLE worker_test IN DATABASE ${name} SET search_path = moved_clock, pg_catalog, public`);
  return {
    moveTo: async (instant) => {
      await pool.query(`UPDATE moved_clock.shift SET "by" = $1::timestamptz - clock_timestamp()`, [instant]);
    },
    now: async () => {
      const { rows } = await pool.query<{ now: Date }>("SELECT moved_clock.now()");
      return rows[0]?.now ?? new Date(0);
    },
  };
}
