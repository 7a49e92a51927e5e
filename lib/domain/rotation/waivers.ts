import { type Actor, hasRole } from "../actor.ts";
import { ok, type Result, refuse } from "../result.ts";
import type { Duty } from "./approvals.ts";
import type { Check } from "./step.ts";

/** What the engine proved of a quarantined cell. */
export interface CellProof {
  isQuarantined: boolean;
  /** Versions whose keys were tried, and the one that opens it whatever its first byte says. */
  tried: readonly number[];
  opensWith: number | null;
  digest: string | null;
}

/**
 * Whether this cell may be given up. One that any key opens is not lost, and giving it up would lose it; one that was not
 * tried with both keys of the rotation is not proved to be lost.
 */
export function mayWaiveCell(
  { isQuarantined, tried, opensWith, digest }: CellProof,
  { oldVersion, newVersion }: { oldVersion: number; newVersion: number },
): Result<null> {
  if (!isQuarantined) return refuse("wrong-state", "This cell is no longer in quarantine.");
  if (opensWith !== null) {
    return refuse(
      "wrong-state",
      `This cell opens with the key V${opensWith}, so it is not lost. Repair it; it cannot be waived.`,
    );
  }
  if (digest === null || !tried.includes(oldVersion) || !tried.includes(newVersion)) {
    return refuse(
      "wrong-state",
      "It is not proved that neither key opens this cell. Retry the re-encryption, which tries them.",
    );
  }
  return ok(null);
}

/** A check as it was answered at one moment. */
export interface AnsweredCheck {
  checkId: string;
  outcome: string;
  value: string;
}

export interface CheckWaiver {
  status: string;
  checkId: string | null;
  outcome: string | null;
  value: string | null;
  epoch: number | null;
}

/** The approved waiver that covers this very answer: another value or another epoch is blocked again. */
export function standingWaiver<W extends CheckWaiver>(
  { checkId, outcome, value }: AnsweredCheck,
  waivers: readonly W[],
  { epoch, checks }: { epoch: number; checks: readonly Check[] },
): W | undefined {
  if (outcome === "pass" || !isWaivable(checks, checkId)) return undefined;
  return waivers.find(
    (it) =>
      it.status === "approved" &&
      it.checkId === checkId &&
      it.outcome === outcome &&
      it.value === value &&
      it.epoch === epoch,
  );
}

export function isWaivable(checks: readonly Check[], checkId: string): boolean {
  return checks.find((check) => check.id === checkId)?.waivable === true;
}

/** "waived by Ana and Elena: …", as snapshots and pages say it. */
export function waivedBy(waiver: {
  reason: string;
  proposer: { name: string };
  decider: { name: string } | null;
}): string {
  return `waived by ${waiver.proposer.name} and ${waiver.decider?.name ?? "nobody"}: ${waiver.reason}`;
}

/** Whether this person may decide on the waiver. The database refuses the proposer and operators on its own as well. */
export function mayDecideWaiver(
  actor: Actor,
  waiver: { status: string; proposedBy: string },
  duty: Duty | null,
): Result<null> {
  if (!hasRole(actor, "security-approver"))
    return refuse("forbidden", "Only a security approver can decide this.");
  if (actor.id === waiver.proposedBy)
    return refuse("forbidden", "You proposed this waiver, so somebody else has to decide it.");
  if (duty === "operator")
    return refuse("forbidden", "You operate this rotation, so you cannot decide on its waivers.");
  return waiver.status === "open"
    ? ok(null)
    : refuse("wrong-state", `This waiver is ${waiver.status}; there is nothing to decide.`);
}
