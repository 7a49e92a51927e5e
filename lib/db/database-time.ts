import type { Transaction } from "./client.ts";

/** The database's clock: the one by which waits and dates are judged, whatever the machine's says. */
export async function databaseTime(db: Pick<Transaction, "$queryRaw">): Promise<Date> {
  const [clock] = await db.$queryRaw<{ now: Date }[]>`SELECT now()`;
  if (!clock) throw new Error("The database did not tell the time.");
  return clock.now;
}
