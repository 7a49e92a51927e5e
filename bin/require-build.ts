import { createWorkerBuild } from "#lib/runtime/worker-build.ts";
import { UsageError } from "./headless-command.ts";

/** An approval is for one build: a command that was started from another image must touch no cell. */
export async function requireBuild(approved: string | undefined): Promise<void> {
  if (approved === undefined) return;
  const { digest } = await createWorkerBuild(process.env.ECS_CONTAINER_METADATA_URI_V4)();
  if (digest === approved) return;
  throw new UsageError(
    "This command is not of the build that was approved (--build). Let the task definition name the worker's image, then have the new plan approved.",
  );
}
