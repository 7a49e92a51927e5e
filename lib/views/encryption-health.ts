import type { Database } from "#lib/db/client.ts";
import type { CheckView } from "../domain/rotation/views.ts";
import { findSignsOfLife, SILENT_AFTER_S, type SignsOfLife } from "./signs-of-life.ts";

const STALE_S = 60;

interface Measured {
  healthy: boolean | null;
  message: string;
  observed_at: Date;
  stale: boolean;
}

/** Encryption as the platform's tasks report it, and whether those who ask them and watch the calendar are there. */
export async function findEncryptionHealth(db: Database): Promise<CheckView[]> {
  const [measured, signs] = await Promise.all([
    db.$queryRaw<Measured[]>`
      SELECT healthy, message, observed_at, observed_at < now() - make_interval(secs => ${STALE_S}) AS stale
      FROM key_rotation.platform_health`,
    findSignsOfLife(db),
  ]);
  return [platformCheck(measured[0]), workerCheck(signs), schedulerCheck(signs), ...outsideChecks(signs)];
}

function platformCheck(measured: Measured | undefined): CheckView {
  const healthy = measured && !measured.stale ? measured.healthy : null;
  return {
    id: "platform-encryption",
    label: "Platform encryption",
    outcome: healthy === null ? "unknown" : healthy ? "pass" : "fail",
    value: measured?.message ?? "not asked yet",
    expected: "every task reports healthy encryption",
    source: "/health of each task",
    checkedAt: measured?.observed_at.toISOString() ?? null,
  };
}

function workerCheck({ worker }: SignsOfLife): CheckView {
  return {
    id: "worker-alive",
    label: "Worker",
    outcome: worker.silent ? "fail" : "pass",
    value: describe(worker, "sends its heartbeat", "has never started"),
    expected: `a heartbeat in the last ${SILENT_AFTER_S.worker} seconds`,
    source: "key_rotation.worker",
    checkedAt: worker.at?.toISOString() ?? null,
  };
}

function schedulerCheck({ scheduler }: SignsOfLife): CheckView {
  return {
    id: "scheduler-alive",
    label: "Scheduler",
    outcome: scheduler.silent ? "fail" : "pass",
    value: describe(scheduler, "looks at the calendar", "has never looked at the calendar"),
    expected: `a pass in the last ${SILENT_AFTER_S.scheduler} seconds`,
    source: "key_rotation.scheduler",
    checkedAt: scheduler.at?.toISOString() ?? null,
  };
}

function outsideChecks({ ping }: SignsOfLife): CheckView[] {
  if (!ping) return [];
  return [
    {
      id: "outside-check",
      label: "Check from outside",
      outcome: ping.problem === null ? "pass" : "fail",
      value: ping.problem ?? "takes the scheduler’s pings",
      expected: "a ping every minute",
      source: "DEADMAN_URL",
      checkedAt: ping.at?.toISOString() ?? null,
    },
  ];
}

function describe(sign: { silent: boolean; at: Date | null }, alive: string, never: string): string {
  if (sign.at === null) return never;
  return sign.silent ? "is silent: start a worker, or look at its log" : alive;
}
