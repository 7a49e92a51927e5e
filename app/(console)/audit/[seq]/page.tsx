import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AuditEvent } from "#components/audit/audit-event.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { requireActor } from "#lib/auth/current-actor.ts";
import { web } from "#lib/runtime/web.ts";
import { findAuditEvent } from "#lib/views/audit.ts";

export const metadata: Metadata = { title: "Audit event" };

interface AuditEventProps {
  params: Promise<{ seq: string }>;
}

export default async function AuditEventPage({ params }: AuditEventProps) {
  await requireActor();
  const { seq } = await params;
  const event = /^\d{1,18}$/.test(seq) ? await findAuditEvent(web().db, BigInt(seq)) : null;
  if (!event) notFound();
  return (
    <>
      <PageHeader title={`Event ${event.seq}`} parent={{ href: "/audit", label: "Audit log" }} />
      <AuditEvent event={event} />
    </>
  );
}
