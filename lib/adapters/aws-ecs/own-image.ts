import { z } from "zod";
import { PortError } from "../../ports/port-error.ts";

const TIMEOUT_MS = 2_000;
const Container = z.object({ ImageID: z.string().regex(/^sha256:[0-9a-f]{64}$/) });

/** The digest of the image that this container was started from, as ECS says (task metadata endpoint, version 4). */
export async function ownImageDigest(metadataUri: string): Promise<string> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const answer: unknown = await fetch(metadataUri, { signal, redirect: "error" })
    .then((response) => response.json())
    .catch(() => null);
  const container = Container.safeParse(answer);
  if (container.success) return container.data.ImageID;
  throw new PortError(
    "unavailable",
    "ECS does not say from which image this worker was started. Check again.",
  );
}
