import { z } from "zod";
import { rotationBegins } from "../../messages/rotation-notes.ts";
import { backupIsRecent } from "../checks/backup-checks.ts";
import {
  engineReady,
  everyColumnClassified,
  everyColumnReachable,
  noUpdateTriggers,
  recordsCounted,
} from "../checks/data-checks.ts";
import { fleetHealthyOnOldVersion } from "../checks/fleet-checks.ts";
import { keyGenerationWorks, newEntryIsFree, writesUseOldVersion } from "../checks/secret-checks.ts";
import { plannedStartReached } from "../checks/start-checks.ts";
import { workersOfOneBuild } from "../checks/worker-checks.ts";
import { QUEUED_FACTS, QueuedMessage, textOf } from "../queued-message.ts";
import { definePhase, defineStep } from "../step.ts";

export const tellTeam = definePhase({
  id: "tell-team",
  title: "Tell the team",
  summary:
    "Tells #engineering that a rotation begins. Nobody approves anything in chat: the message carries a link.",
  actionLabel: "Send the message",
  input: z.object({}),
  checks: [],
  plan: async ({ rotation }) => ({
    intent: [
      { label: "Channel", value: "#engineering" },
      { label: "Message", value: textOf(rotationBegins(rotation, rotation.url)) },
    ],
    diff: [],
    bound: {},
  }),
  evidence: QueuedMessage,
  perform: ({ context }) => context.tell(rotationBegins(context.rotation, context.rotation.url)),
  facts: () => QUEUED_FACTS,
});

const TYPE = { scheduled: "Scheduled", emergency: "Emergency", drill: "Drill" } as const;

export const prepare = definePhase({
  id: "prepare",
  title: "Check that everything is ready",
  summary: "The checks run against the live platform. A second person then approves the start.",
  actionLabel: "Start the rotation",
  gate: { id: "A1", title: "Start the rotation", count: 1 },
  fields: [
    {
      name: "rollbackOwner",
      label: "Rollback owner",
      hint: "Who decides and carries out a rollback if one is needed, by name.",
    },
  ],
  input: z.object({ rollbackOwner: z.string().trim().min(2).max(120) }),
  checks: [
    plannedStartReached,
    backupIsRecent,
    writesUseOldVersion,
    newEntryIsFree,
    keyGenerationWorks,
    recordsCounted,
    workersOfOneBuild,
    engineReady,
    everyColumnClassified,
    everyColumnReachable,
    noUpdateTriggers,
    fleetHealthyOnOldVersion,
  ],
  plan: async ({ rotation, platformData }) => ({
    intent: [
      { label: "Type", value: TYPE[rotation.type] },
      { label: "Planned start", value: rotation.plannedStart.toISOString(), kind: "time" },
      { label: "Key to replace", value: `V${rotation.oldVersion}` },
      { label: "New key", value: `V${rotation.newVersion}` },
      { label: "Encrypted columns", value: (await platformData.findRegisteredColumns()).join("\n") },
      {
        label: "Registry of encrypted columns (SHA-256)",
        value: await platformData.registryDigest(),
        kind: "code",
      },
    ],
    diff: [],
    bound: {},
  }),
  evidence: z.object({ rollbackOwner: z.string(), registryDigest: z.string() }),
  perform: async ({ context, input }) => ({
    rollbackOwner: input.rollbackOwner,
    registryDigest: await context.platformData.registryDigest(),
  }),
  facts: ({ rollbackOwner, registryDigest }) => [
    { label: "Rollback owner", value: rollbackOwner },
    { label: "Registry (SHA-256)", value: registryDigest, kind: "code" },
  ],
});

export const checklist = defineStep({
  id: "checklist",
  number: null,
  title: "Pre-rotation checklist",
  why: "A rotation that starts on a healthy, fully counted platform can always be stopped safely.",
  revision: 1,
  systems: ["aws-rds", "aws-secrets-manager", "aws-ecs"],
  phases: [tellTeam, prepare],
});
