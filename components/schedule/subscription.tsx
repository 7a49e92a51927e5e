"use client";

import { useActionState } from "react";
import type { CalendarTokenView } from "#lib/domain/schedule/schedule-views.ts";
import { ActionForm } from "../rotation/action-form.tsx";
import { ActionResult } from "../rotation/action-result.tsx";
import type { ActionState } from "../rotation/action-state.ts";
import { Button } from "../ui/button.tsx";
import { CodeChip } from "../ui/code-chip.tsx";
import { Notice } from "../ui/notice.tsx";
import { Timestamp } from "../ui/timestamp.tsx";
import type { AddressState } from "./address-state.ts";

interface SubscriptionProps {
  token: CalendarTokenView | null;
  createAction: () => Promise<AddressState>;
  revokeAction: (state: ActionState, form: FormData) => Promise<ActionState>;
}

const NOT_ASKED: AddressState = { ok: true, code: null, message: null, requestId: null, address: null };

/** A person's own calendar address: created, shown once, used until it is revoked. */
export function Subscription({ token, createAction, revokeAction }: SubscriptionProps) {
  const [state, create, pending] = useActionState(createAction, NOT_ASKED);
  return (
    <div id="own-calendar" className="grid gap-3">
      {token === null ? (
        <form action={create} className="grid gap-3">
          <p className="text-sm">You have no calendar address.</p>
          <div>
            <Button type="submit" disabled={pending}>
              Create a calendar address
            </Button>
          </div>
          <ActionResult state={state} />
        </form>
      ) : (
        <>
          {state.address !== null && <Address address={state.address} />}
          <p className="text-sm">
            You have a calendar address, created <Timestamp at={token.createdAt} />
            {token.lastReadAt === null ? ", not read yet" : ", last read "}
            {token.lastReadAt !== null && <Timestamp at={token.lastReadAt} />}.
          </p>
          <ActionForm
            action={revokeAction}
            label="Revoke the address"
            variant="secondary"
            hidden={{ tokenId: token.id }}
            confirm={{
              title: "Revoke your calendar address?",
              body: "Calendars that subscribe to it get nothing any more. You can create another one.",
              label: "Revoke the address",
            }}
          />
        </>
      )}
    </div>
  );
}

function Address({ address }: { address: string }) {
  return (
    <Notice kind="ok" title="Copy the address now: it is shown this once">
      <CodeChip value={address} copyLabel="Copy the calendar address" />
      <p className="text-muted">
        Subscribe to it in your calendar program. Whoever has it can read the schedule, so give it to nobody.
      </p>
    </Notice>
  );
}
