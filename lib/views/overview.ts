import { z } from "zod";
import type { Database } from "#lib/db/client.ts";
import { dueDate } from "../domain/schedule/due-date.ts";
import type { NextRotationView } from "../domain/schedule/schedule-views.ts";
import { findNextRotation } from "./next-rotation.ts";

export interface CurrentKey {
  version: number;
  /** The next number never used: that of the next key. */
  nextVersion: number;
  fingerprint: string;
  activatedAt: string;
  /** End of the 90 days. */
  dueAt: string;
  next: NextRotationView;
}

/** The active key version with its policy clock; null before the platform was adopted. */
export async function findCurrentKey(db: Database): Promise<CurrentKey | null> {
  const keys = await db.keyVersion.findMany({ orderBy: { number: "desc" } });
  // The number of a cancelled rotation is never used again, though no key of it may be known.
  const last = await db.rotation.findFirst({ orderBy: { newVersion: "desc" } });
  const key = keys.find((it) => it.state === "active");
  if (!key?.activatedAt) return null;
  return {
    version: key.number,
    nextVersion: Math.max(keys[0]?.number ?? 0, last?.newVersion ?? 0) + 1,
    fingerprint: key.fingerprint,
    activatedAt: key.activatedAt.toISOString(),
    dueAt: dueDate(key.activatedAt).toISOString(),
    next: await findNextRotation(db, key.activatedAt),
  };
}

export interface AdoptionState {
  versions: { version: number; fingerprint: string; current: boolean }[];
  activatedAt: string | null;
  activatedFrom: string;
  census: {
    column: string;
    total: number;
    perVersion: { version: number; cells: number }[];
    unreadable: number;
  }[];
  readAt: string;
  problem: string | null;
}

const Proposal = z.object({
  currentVersion: z.number(),
  keys: z.array(z.object({ version: z.number(), fingerprint: z.string() })),
  census: z.array(
    z.object({
      column: z.string(),
      nonNull: z.number(),
      byVersion: z.record(z.string(), z.number()),
      tooShort: z.number(),
    }),
  ),
  activatedAt: z.string().nullable(),
});

/** What waits for an approver's word; `missing` until the worker looked, null once it was confirmed. */
export async function findAdoption(db: Database): Promise<AdoptionState | "missing" | null> {
  const adoption = await db.adoption.findUnique({ where: { id: 1 } });
  if (!adoption) return "missing";
  if (adoption.confirmedAt) return null;
  const proposal = Proposal.parse(adoption.proposal);
  const known = new Set(proposal.keys.map((key) => key.version));
  return {
    versions: proposal.keys.map((key) => ({ ...key, current: key.version === proposal.currentVersion })),
    activatedAt: proposal.activatedAt,
    activatedFrom: proposal.activatedAt
      ? "from the newest KEY_ROTATION row of audit_log"
      : "audit_log holds no KEY_ROTATION row for it; its 90 days count from your confirmation",
    census: proposal.census.map(({ column, nonNull, byVersion, tooShort }) => {
      const perVersion = Object.entries(byVersion).map(([version, cells]) => ({
        version: Number(version),
        cells,
      }));
      const foreign = perVersion.filter(({ version }) => !known.has(version));
      return {
        column,
        total: nonNull,
        perVersion: perVersion.filter(({ version }) => known.has(version)),
        unreadable: tooShort + foreign.reduce((sum, { cells }) => sum + cells, 0),
      };
    }),
    readAt: adoption.proposedAt.toISOString(),
    problem: known.has(proposal.currentVersion)
      ? null
      : "The secret names a current version whose key it does not hold.",
  };
}
