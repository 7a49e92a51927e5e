import { PrismaPg } from "@prisma/adapter-pg";
import { type Prisma, PrismaClient } from "#prisma/generated/client.ts";

export type Database = PrismaClient;
export type Transaction = Prisma.TransactionClient;

/** A pool of at most `max` connections to Keyturn's tables. */
export function connectDatabase(url: string, max = 10): Database {
  const adapter = new PrismaPg({ connectionString: url, max, application_name: "keyturn" });
  return new PrismaClient({ adapter, transactionOptions: { maxWait: 10_000, timeout: 20_000 } });
}
