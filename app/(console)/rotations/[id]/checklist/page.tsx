import type { Metadata } from "next";
import { StepScreen } from "../step-screen.tsx";

export const metadata: Metadata = { title: "Pre-rotation checklist" };

interface ChecklistProps {
  params: Promise<{ id: string }>;
}

export default async function ChecklistPage({ params }: ChecklistProps) {
  return <StepScreen rotationId={(await params).id} stepId="checklist" />;
}
