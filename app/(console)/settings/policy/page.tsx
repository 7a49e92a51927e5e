import type { Metadata } from "next";
import { ActionForm } from "#components/rotation/action-form.tsx";
import { OperatorNotice } from "#components/settings/operator-notice.tsx";
import { PolicyFields } from "#components/settings/policy-fields.tsx";
import { SavedBy } from "#components/settings/saved-by.tsx";
import { KeyValue } from "#components/ui/key-value.tsx";
import { Section } from "#components/ui/section.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { hasRole } from "#lib/domain/actor.ts";
import { GATES, type Policy } from "#lib/domain/settings/policy.ts";
import { web } from "#lib/runtime/web.ts";
import { operatesActiveRotation } from "#lib/views/operates-active-rotation.ts";
import { findPolicy } from "#lib/views/settings.ts";
import { savePolicyAction } from "../actions.ts";

export const metadata: Metadata = { title: "Policy" };

export default async function PolicyPage() {
  const actor = await requireActor();
  const { db } = web();
  const { value, version, ...saved } = await findPolicy(db);
  const isApprover = hasRole(actor, "security-approver");
  const mayChange = isApprover && !(await operatesActiveRotation(db, actor));
  return (
    <>
      <Section title="Rules of this organisation" layout="margin">
        {mayChange ? (
          <ActionForm action={savePolicyAction} label="Save the policy" hidden={{ version: String(version) }}>
            <PolicyFields policy={value} gates={gateFields(value)} timeZones={timeZones(value)} />
          </ActionForm>
        ) : (
          <>
            {isApprover && (
              <OperatorNotice>
                Another security approver changes the policy until it has ended.
              </OperatorNotice>
            )}
            <KeyValue
              items={[
                { label: "Safety period", value: `${value.safetyHours} hours` },
                { label: "Keep a retired key", value: `${value.destroyAfterDays} days` },
                { label: "Keep records", value: `${value.auditRetentionYears} years` },
                { label: "Time zone", value: value.timeZone },
                ...gateFields(value).map(({ id, title, approvers }) => ({
                  label: `${id}: ${title}`,
                  value: approvers === 1 ? "1 approver" : `${approvers} approvers`,
                })),
              ]}
            />
          </>
        )}
      </Section>
      <Section title="Fixed rules" layout="margin">
        <KeyValue
          items={[
            { label: "Rotation", value: "every 90 days, and on 1 February, 1 May, 1 August and 1 November" },
            {
              label: "Time to complete",
              value: "7 days from the quarter’s date; up to 14 days before it counts too",
            },
            { label: "Who approves", value: "a security approver who does not operate the rotation" },
            {
              label: "Approvals last",
              value: "24 hours; that of the start until 24 hours after the planned start",
            },
          ]}
        />
      </Section>
      <SavedBy {...saved} />
    </>
  );
}

function gateFields({ approvers }: Policy) {
  return GATES.map(({ id, title, count }) => ({ id, title, least: count, approvers: approvers[id] }));
}

function timeZones({ timeZone }: Policy): string[] {
  return [...new Set(["UTC", timeZone, ...Intl.supportedValuesOf("timeZone")])];
}
