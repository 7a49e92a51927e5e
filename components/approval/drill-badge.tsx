import { Badge } from "../ui/badge.tsx";

/** Beside whatever asks for a decision: nobody should take practice for the real thing, or the other way round. */
export function DrillBadge() {
  return <Badge tone="info">Drill</Badge>;
}
