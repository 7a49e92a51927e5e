import { z } from "zod";
import type { Database } from "#lib/db/client.ts";
import { type Duty, mayDecide, type RequestFacts } from "../domain/rotation/approvals.ts";
import { findPhase, findStep } from "../domain/rotation/procedure.ts";
import type { ApprovalView, FactView, SecretEntryDiffView } from "../domain/rotation/views.ts";
import { checkView } from "./check-view.ts";
import { waivedAs } from "./check-waivers.ts";
import { personView } from "./person-view.ts";
import { inputFacts } from "./phase-input.ts";
import { shownChecks } from "./shown-checks.ts";
import { needsFreshLogin, type Viewer } from "./viewer.ts";
import { WITH_PEOPLE } from "./waivers.ts";

const INCLUDE = {
  requester: true,
  decisions: { include: { participant: { include: { actor: true } } }, orderBy: { decidedAt: "asc" } },
  rotation: { include: { participants: true } },
  phaseRun: {
    include: {
      checks: { orderBy: { position: "asc" } },
      waivers: { include: WITH_PEOPLE },
    },
  },
} as const;

type RequestRow = NonNullable<Awaited<ReturnType<typeof findRow>>>;

function findRow(db: Database, id: string) {
  return db.approvalRequest.findUnique({ where: { id }, include: INCLUDE });
}

const StoredChecks = z.array(
  z.object({
    checkId: z.string(),
    label: z.string(),
    outcome: z.string(),
    value: z.string(),
    expected: z.string(),
    source: z.string(),
    checkedAt: z.string(),
    waived: z.string().nullish(),
  }),
);

interface RequestPlan {
  intent: FactView[];
  diff: SecretEntryDiffView[];
  input: Record<string, unknown>;
}

export function approvalView(row: RequestRow, viewer: Viewer, now = new Date()): ApprovalView {
  const phase = findPhase(row.stepId, row.phaseId);
  const plan = row.plan as unknown as RequestPlan;
  const live = row.status === "open" || row.status === "approved";
  const status = live && row.expiresAt <= now ? "expired" : row.status;
  const duty = row.rotation.participants.find((it) => it.actorId === viewer.id)?.duty as Duty | undefined;
  const facts: RequestFacts = {
    status: status as RequestFacts["status"],
    requestedBy: row.requestedBy,
    expiresAt: row.expiresAt,
    decidedBy: row.decisions.map((it) => it.approverId),
  };
  const permitted = mayDecide(viewer, facts, duty ?? null, now);
  const run = { ...row.phaseRun, ...shownChecks(row.phaseRun) };
  const waived = waivedAs(phase?.checks ?? [], run, row.rotation.epoch);
  return {
    id: row.id,
    gate: row.gate,
    title: phase?.gate?.title ?? row.gate,
    rotationId: row.rotationId,
    isDrill: row.rotation.type === "drill",
    stepId: row.stepId,
    stepTitle: findStep(row.stepId)?.title ?? row.stepId,
    status: facts.status,
    requestedBy: personView(row.requester),
    requestedAt: row.requestedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    approversNeeded: row.approversNeeded,
    decisions: row.decisions.map((it) => ({
      person: personView(it.participant.actor),
      decision: it.decision as "approved" | "rejected",
      comment: it.comment,
      at: it.decidedAt.toISOString(),
    })),
    planHash: row.planHash,
    plan: [...plan.intent, ...inputFacts(phase?.fields ?? [], plan.input)],
    diff: plan.diff,
    checksAtRequest: StoredChecks.parse(row.checks).map(checkView),
    checksNow: run.checks.map((check) => checkView({ ...check, waived: waived.get(check.checkId) })),
    checkedBeforeStart: run.checkedBeforeStart,
    mayDecide: permitted.ok,
    whyNot: permitted.ok ? null : permitted.problem.message,
    needsFreshLogin: permitted.ok && phase?.gate?.stepUp === true && needsFreshLogin(viewer, now),
  };
}

export async function findApproval(db: Database, viewer: Viewer, id: string): Promise<ApprovalView | null> {
  const row = await findRow(db, id);
  return row && approvalView(row, viewer);
}

/** Requests that wait for a decision, the newest first. */
export async function listOpenApprovals(db: Database, viewer: Viewer): Promise<ApprovalView[]> {
  const rows = await db.approvalRequest.findMany({
    where: { status: "open" },
    include: INCLUDE,
    orderBy: { requestedAt: "desc" },
  });
  return rows.map((row) => approvalView(row, viewer)).filter((approval) => approval.status === "open");
}

/** The requests with these ids, in their order. */
export async function findApprovals(db: Database, viewer: Viewer, ids: string[]): Promise<ApprovalView[]> {
  const rows = await db.approvalRequest.findMany({ where: { id: { in: ids } }, include: INCLUDE });
  return rows
    .toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
    .map((row) => approvalView(row, viewer));
}

/** How many requests this person may decide now. */
export async function countForDecision(db: Database, viewer: Viewer): Promise<number> {
  const rows = await db.approvalRequest.findMany({ where: { status: "open" }, include: INCLUDE });
  return rows.filter((row) => approvalView(row, viewer).mayDecide).length;
}

/** The newest request of a phase run, whatever became of it. */
export async function findApprovalOf(
  db: Database,
  viewer: Viewer,
  phaseRunId: string,
): Promise<ApprovalView | null> {
  const row = await db.approvalRequest.findFirst({
    where: { phaseRunId },
    include: INCLUDE,
    orderBy: { requestedAt: "desc" },
  });
  return row && approvalView(row, viewer);
}
