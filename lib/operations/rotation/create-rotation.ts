import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { auditContextOf } from "../../domain/audit/audit-event.ts";
import { ok, type Result, refuse } from "../../domain/result.ts";
import { readPlannedStart } from "../../domain/rotation/planned-start.ts";
import { rotationIdOf } from "../../domain/rotation/rotation-id.ts";
import { defineOperation } from "../operation.ts";
import { personWith } from "../permissions.ts";
import { openNextPhase } from "./open-next-phase.ts";

/** Opens a rotation from the active key to the next number never used. One rotation is active at a time. */
export const createRotation = defineOperation({
  name: "create-rotation",
  input: z.object({
    type: z.enum(["scheduled", "drill"]).default("scheduled"),
    plannedStart: z.iso.datetime({ local: true, offset: true }).optional(),
  }),
  permit: personWith("security-engineer"),
  run: async ({ tx, principal, environment, now, wake }, { type, plannedStart }) => {
    if (principal.kind !== "person") return refuse("forbidden", "Only a person can do this.");
    if (type === "drill" && environment === "production") {
      return refuse("forbidden", "A drill uses the real key and never runs in production.");
    }
    const planned = plannedStart === undefined ? ok(now) : readPlannedStart(plannedStart, now);
    if (!planned.ok) return planned;
    const start = planned.value;
    const versions = await nextVersions(tx);
    if (!versions.ok) return versions;
    const { oldVersion, newVersion } = versions.value;
    const id = rotationIdOf(now, newVersion);
    const createdBy = principal.actor.id;
    const rotation = await tx.rotation.create({
      data: { id, type, oldVersion, newVersion, plannedStart: start, createdBy },
    });
    await tx.participant.create({ data: { rotationId: id, actorId: createdBy, duty: "operator" } });
    await openNextPhase(tx, rotation, { wake, startedBy: createdBy });
    const changes = {
      rotation: id,
      type,
      old_version: oldVersion,
      new_version: newVersion,
      planned_start: start,
    };
    return ok({
      result: { rotationId: id },
      events: [
        {
          action: "KEY_ROTATION_CREATED",
          entityType: "encryption_key",
          entityId: BigInt(newVersion),
          changes,
          context: auditContextOf(type),
        },
      ],
    });
  },
});

async function nextVersions(tx: Transaction): Promise<Result<{ oldVersion: number; newVersion: number }>> {
  // Two people who start at once take turns here, so the second sees the first one's rotation.
  await tx.$queryRaw`SELECT id FROM key_rotation.adoption WHERE id = 1 FOR UPDATE`;
  const adoption = await tx.adoption.findUnique({ where: { id: 1 } });
  if (!adoption?.confirmedAt) {
    return refuse("wrong-state", "An approver has to confirm the platform's state first; see the overview.");
  }
  const running = await tx.rotation.findFirst({ where: { status: "active" } });
  if (running)
    return refuse("wrong-state", `Rotation ${running.id} is active. Finish it before starting another.`);
  const keys = await tx.keyVersion.findMany({ orderBy: { number: "desc" } });
  const active = keys.find((key) => key.state === "active");
  // The number of a cancelled rotation counts as used: its key may have been generated, and it names the rotation.
  const last = await tx.rotation.findFirst({ orderBy: { newVersion: "desc" } });
  const newVersion = Math.max(keys[0]?.number ?? 0, last?.newVersion ?? 0) + 1;
  if (!active) return refuse("wrong-state", "No key version is active; confirm the platform's state first.");
  if (newVersion > 255) return refuse("wrong-state", "Key numbers end at 255 and are never used twice.");
  return ok({ oldVersion: active.number, newVersion });
}
