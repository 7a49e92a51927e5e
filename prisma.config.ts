import { defineConfig } from "prisma/config";

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  // Only `prisma migrate` connects; generating the client needs no database.
  datasource: { url: process.env.DATABASE_URL ?? "postgres://localhost/unused?schema=key_rotation" },
  experimental: { externalTables: true },
  tables: { external: ["public.audit_log", "public.users"] },
});
