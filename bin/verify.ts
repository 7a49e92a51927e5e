import type { VerificationReport } from "#lib/domain/reencryption/report.ts";
import { verifyAll } from "#lib/engine/verify-all.ts";
import { databaseUrl, headlessCommand, readFlags, say } from "./headless-command.ts";
import { keyringFromEnvironment } from "./keyring-from-environment.ts";

const EXIT = { verified: 0, failed: 1, "not-verified": 2 };

await headlessCommand<VerificationReport>({
  run: async (signal) => {
    readFlags({ json: { type: "boolean" } });
    const keyring = await keyringFromEnvironment(process.env);
    const report = await verifyAll({ databaseUrl: databaseUrl(), keyring, signal });
    for (const { column, total, current, failed } of report.columns) {
      say(
        `${column}: ${current} of ${total} open under version ${keyring.currentVersion} alone, ${failed} do not`,
      );
    }
    for (const cell of report.failures.slice(0, 20))
      say(`Not verified: ${cell.column} of row ${cell.id} (${cell.cause})`);
    say(`Verification: ${report.status}. Elapsed time: ${(report.elapsedMs / 1000).toFixed(1)} seconds`);
    return report;
  },
  failure: (error) => ({
    status: "failed",
    currentVersion: null,
    elapsedMs: 0,
    error,
    columns: [],
    failures: [],
  }),
  exitStatus: (report) => EXIT[report.status],
});
