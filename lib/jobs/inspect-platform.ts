import type { z } from "zod";
import { canonicalJson } from "../domain/canonical-json.ts";
import { AdoptionProposal, proposeAdoption } from "../operations/adoption/propose-adoption.ts";
import { SYSTEM } from "../operations/caller.ts";
import type { WorkerDeps } from "./worker-deps.ts";

/** The census of a live platform moves all the time; only these make a proposal a new one. */
const KeyFacts = AdoptionProposal.omit({ census: true });

/** Looks at a platform that nobody has adopted yet and proposes what it found; says nothing when nothing changed. */
export async function inspectPlatform(deps: WorkerDeps): Promise<void> {
  const adoption = await deps.db.adoption.findUnique({ where: { id: 1 } });
  if (adoption?.confirmedAt) return;
  const { currentVersion, keys, otherEntries } = await deps.custody.state();
  const earlier = await deps.db.auditLog.findFirst({
    where: { action: "KEY_ROTATION", changes: { path: ["new_version"], equals: currentVersion } },
    orderBy: { createdAt: "desc" },
  });
  const facts: z.infer<typeof KeyFacts> = {
    currentVersion,
    keys: [...keys],
    otherEntries: otherEntries.length,
    activatedAt: earlier?.createdAt?.toISOString() ?? null,
  };
  if (adoption && canonicalJson(KeyFacts.parse(adoption.proposal)) === canonicalJson(facts)) return;
  await proposeAdoption(deps, SYSTEM, { ...facts, census: await deps.platformData.takeCensus() });
}
