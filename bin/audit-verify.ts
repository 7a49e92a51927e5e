import { Client } from "pg";

const connectionString = process.env["DATABASE_URL"];
if (!connectionString) {
  console.error(
    "Set DATABASE_URL to a role that may read key_rotation, then run npm run audit-verify again.",
  );
  process.exit(1);
}
const client = new Client({ connectionString });
await client.connect();
const { rows } = await client.query<{ seq: string; reason: string }>(
  "SELECT seq, reason FROM key_rotation.first_broken_audit_event()",
);
const head = await client.query<{ seq: string; hash: string }>(
  "SELECT seq, encode(hash, 'hex') AS hash FROM key_rotation.audit_head",
);
await client.end();
const [broken] = rows;
if (broken) {
  console.error(`The audit chain is broken at event ${broken.seq}: ${broken.reason}.`);
  process.exit(2);
}
console.log(`The audit chain holds: ${head.rows[0]?.seq} events, head ${head.rows[0]?.hash}.`);
