import { z } from "zod";
import { auditContextOf } from "../../domain/audit/audit-event.ts";
import { ok, refuse } from "../../domain/result.ts";
import { rotationIdOf } from "../../domain/rotation/rotation-id.ts";
import { defineOperation } from "../operation.ts";
import { personWith } from "../permissions.ts";
import { openNextPhase } from "./open-next-phase.ts";

/** Opens a scheduled rotation from the active key to the next number never used. One rotation is active at a time. */
export const createRotation = defineOperation({
  name: "create-rotation",
  input: z.object({}),
  permit: personWith("security-engineer"),
  run: async ({ tx, principal, now, wake }) => {
    if (principal.kind !== "person") return refuse("forbidden", "Only a person can do this.");
    // Two people who start at once take turns here, so the second sees the first one's rotation.
    await tx.$queryRaw`SELECT id FROM key_rotation.adoption WHERE id = 1 FOR UPDATE`;
    const adoption = await tx.adoption.findUnique({ where: { id: 1 } });
    if (!adoption?.confirmedAt) {
      return refuse(
        "wrong-state",
        "An approver has to confirm the platform's state first; see the overview.",
      );
    }
    const running = await tx.rotation.findFirst({ where: { status: "active" } });
    if (running)
      return refuse("wrong-state", `Rotation ${running.id} is active. Finish it before starting another.`);
    const keys = await tx.keyVersion.findMany({ orderBy: { number: "desc" } });
    const active = keys.find((key) => key.state === "active");
    const newVersion = (keys[0]?.number ?? 0) + 1;
    if (!active)
      return refuse("wrong-state", "No key version is active; confirm the platform's state first.");
    if (newVersion > 255) return refuse("wrong-state", "Key numbers end at 255 and are never used twice.");
    const id = rotationIdOf(now, newVersion);
    const rotation = await tx.rotation.create({
      data: {
        id,
        type: "scheduled",
        oldVersion: active.number,
        newVersion,
        plannedStart: now,
        createdBy: principal.actor.id,
      },
    });
    await tx.participant.create({ data: { rotationId: id, actorId: principal.actor.id, duty: "operator" } });
    await openNextPhase(tx, rotation, wake);
    const changes = { rotation: id, type: "scheduled", old_version: active.number, new_version: newVersion };
    return ok({
      result: { rotationId: id },
      events: [
        {
          action: "KEY_ROTATION_CREATED",
          entityType: "encryption_key",
          entityId: BigInt(newVersion),
          changes,
          context: auditContextOf("scheduled"),
        },
      ],
    });
  },
});
