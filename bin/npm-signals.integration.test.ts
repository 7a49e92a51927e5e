import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import type { ReencryptionReport } from "#lib/domain/reencryption/report.ts";
import { testDatabase } from "#tests/database.ts";
import { KEY_ENTRIES, seedPlatform } from "#tests/encrypted-platform.ts";

test("stopping `npm run reencrypt` stops the job itself, not only npm: status 3 and one report", async () => {
  const database = await testDatabase();
  await seedPlatform(database.pool, 3_000);
  const flags = ["--json", "--batch", "50", "--rate", "1000"];
  const npm = spawn("npm", ["run", "-s", "reencrypt", "--", ...flags], {
    cwd: join(import.meta.dirname, ".."),
    env: {
      NODE_ENV: "test",
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ...KEY_ENTRIES,
      DATABASE_URL: database.url,
    },
  });
  const ended = once(npm, "close");
  const answer = text(npm.stdout);
  for await (const chunk of npm.stderr) if (/batch [1-9]/.test(String(chunk))) npm.kill("SIGTERM");
  expect(await ended).toEqual([3, null]);
  const report = JSON.parse(await answer) as ReencryptionReport;
  expect([report.status, report.error]).toEqual(["cancelled", null]);
});
