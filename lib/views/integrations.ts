import { z } from "zod";
import type { Database } from "#lib/db/client.ts";
import type { Actor, Integration, IntegrationTest } from "#prisma/generated/client.ts";
import type {
  IntegrationState,
  IntegrationTestView,
  IntegrationView,
  OutageView,
} from "../domain/integration/integration-view.ts";

const Checked = z.array(z.object({ checked: z.string(), detail: z.string().nullable().default(null) }));

/** Every outside system as its last calls left it, in the worker's order; empty before a worker ever started. */
export async function listIntegrations(db: Database): Promise<IntegrationView[]> {
  const rows = await db.integration.findMany({
    orderBy: { position: "asc" },
    include: { tests: { orderBy: { requestedAt: "desc" }, take: 1, include: { requester: true } } },
  });
  return rows.map(({ tests, ...row }) => ({
    id: row.id,
    name: row.name,
    purpose: row.purpose,
    withoutIt: row.withoutIt,
    target: row.target,
    state: stateOf(row),
    since: (row.problemSince ?? row.workingSince)?.toISOString() ?? null,
    reason: row.lastProblem,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    test: tests[0] ? testView(tests[0]) : null,
  }));
}

/** The systems that fail now, those that have failed longest first; when given, of these `systems` only those that steps wait for. */
export async function listOutages(db: Database, systems?: readonly string[]): Promise<OutageView[]> {
  const rows = await db.integration.findMany({
    where: {
      configured: true,
      problemSince: { not: null },
      ...(systems === undefined ? {} : { id: { in: [...systems] }, stepsWait: true }),
    },
    orderBy: { problemSince: "asc" },
  });
  return rows.flatMap(({ id, name, withoutIt, problemSince, lastProblem }) =>
    problemSince && lastProblem
      ? [{ id, name, withoutIt, since: problemSince.toISOString(), reason: lastProblem }]
      : [],
  );
}

function stateOf({ configured, problemSince, workingSince }: Integration): IntegrationState {
  if (!configured) return "not-configured";
  if (problemSince) return "failing";
  return workingSince ? "working" : "unused";
}

function testView(row: IntegrationTest & { requester: Actor }): IntegrationTestView {
  const ended = row.problem === null ? "passed" : "failed";
  return {
    state: row.finishedAt === null ? "waiting" : ended,
    askedBy: row.requester.name,
    askedAt: row.requestedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    checked: Checked.parse(row.checked),
    problem: row.problem,
  };
}
