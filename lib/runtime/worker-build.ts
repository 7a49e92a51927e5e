import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ownImageDigest } from "#lib/adapters/aws-ecs/own-image.ts";
import type { WorkerBuild } from "#lib/ports/worker-build.ts";
import { sourceDigest } from "./source-digest.ts";

const ROOT = join(import.meta.dirname, "..", "..");

/** Reads once which build this process runs, from ECS when `metadataUri` is given; a failure is not kept. */
export function createWorkerBuild(metadataUri: string | undefined): () => Promise<WorkerBuild> {
  let known: Promise<WorkerBuild> | undefined;
  return () => {
    known ??= readBuild(metadataUri).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}

async function readBuild(metadataUri: string | undefined): Promise<WorkerBuild> {
  const { version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as { version: string };
  const digest = await (metadataUri === undefined ? sourceDigest(ROOT) : ownImageDigest(metadataUri));
  return { version, digest };
}
