import type { Metadata } from "next";
import { findStep } from "#lib/domain/rotation/procedure.ts";
import { StepScreen } from "../../step-screen.tsx";

interface StepProps {
  params: Promise<{ id: string; step: string }>;
}

export async function generateMetadata({ params }: StepProps): Promise<Metadata> {
  return { title: findStep((await params).step)?.title ?? "Step" };
}

export default async function StepPage({ params }: StepProps) {
  const { id, step } = await params;
  return <StepScreen rotationId={id} stepId={step} />;
}
