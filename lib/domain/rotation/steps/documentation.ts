import { z } from "zod";
import type { RotationFacts, StepContext } from "../../../ports/step-context.ts";
import { rotationCompleted } from "../../messages/rotation-notes.ts";
import { QUEUED_FACTS, QueuedMessage, textOf } from "../queued-message.ts";
import { historyRow, issueSummary, quarterName } from "../rotation-record.ts";
import { definePhase, defineStep } from "../step.ts";
import { runJob } from "./re-encrypt.ts";

const NO_MESSAGE = "";
/** It belongs to the rotation that the drill practises for. */
const LEFT_OPEN = "none: a drill leaves the issue of the real rotation open";

export const closeIssue = definePhase({
  id: "close-issue",
  title: "Close the GitHub issue",
  summary: "Closes the open rotation issue with a summary. When none is open, that is recorded.",
  actionLabel: "Close the issue",
  input: z.object({}),
  checks: [],
  plan: async (context) => ({
    intent:
      context.rotation.type === "drill"
        ? [{ label: "Issue", value: LEFT_OPEN }]
        : [
            { label: "Issue", value: "the newest open rotation issue" },
            { label: "Comment", value: summaryOf(context) },
          ],
    diff: [],
    bound: {},
  }),
  evidence: QueuedMessage,
  perform: async ({ context }) =>
    context.rotation.type === "drill"
      ? { message: NO_MESSAGE }
      : context.tell([{ system: "github", action: "close-issue", summary: summaryOf(context) }]),
  facts: ({ message }) => (message === NO_MESSAGE ? [{ label: "Issue", value: LEFT_OPEN }] : QUEUED_FACTS),
});

export const announce = definePhase({
  id: "announce",
  title: "Tell the team",
  summary: "Tells #engineering that the rotation is completed.",
  actionLabel: "Send the message",
  input: z.object({}),
  checks: [],
  plan: async (context) => ({
    intent: [
      { label: "Channel", value: "#engineering" },
      { label: "Message", value: textOf(completed(context.rotation)) },
    ],
    diff: [],
    bound: {},
  }),
  evidence: QueuedMessage,
  perform: ({ context }) => context.tell(completed(context.rotation)),
  facts: () => QUEUED_FACTS,
});

function summaryOf(context: StepContext): string {
  return issueSummary(context.rotation, context.evidenceOf("re-encrypt", runJob).columns);
}

const completed = (rotation: RotationFacts) =>
  rotationCompleted(rotation, quarterName(rotation), rotation.url);

export const documents = definePhase({
  id: "documents",
  title: "Update the documents",
  summary: "The history is generated; its Markdown row is offered here for the procedure document.",
  actionLabel: "Record the documents",
  fields: [
    {
      name: "historyRow",
      label: "The row stands in the procedure's rotation history",
      hint: "Copy it from below.",
      kind: "attest",
    },
    {
      name: "checklistUrl",
      label: "HIPAA checklist",
      hint: "Address of the updated checklist, https only.",
      kind: "url",
    },
  ],
  input: z.object({
    historyRow: z.literal("yes", "Tick the box once the row stands in the document."),
    checklistUrl: z.url({
      protocol: /^https$/,
      error: "Give the address of the checklist, beginning with https.",
    }),
  }),
  checks: [],
  plan: async (context) => ({
    intent: [
      {
        label: "Row for the rotation history",
        value: historyRow(context.rotation, context.evidenceOf("re-encrypt", runJob).columns),
        kind: "code",
      },
    ],
    diff: [],
    bound: {},
  }),
  evidence: z.object({ checklistUrl: z.string(), row: z.string() }),
  perform: async ({ context, input }) => ({
    checklistUrl: input.checklistUrl,
    row: historyRow(context.rotation, context.evidenceOf("re-encrypt", runJob).columns),
  }),
  facts: ({ checklistUrl, row }) => [
    { label: "HIPAA checklist", value: checklistUrl, kind: "link" },
    { label: "History row", value: row },
  ],
});

export const documentation = defineStep({
  id: "documentation",
  number: 9,
  title: "Documentation",
  why: "Everyone who was told that a rotation began is told that it ended.",
  revision: 1,
  systems: [],
  phases: [closeIssue, announce, documents],
});
