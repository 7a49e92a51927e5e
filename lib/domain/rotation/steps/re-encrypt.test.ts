import { expect, test, vi } from "vitest";
import type { StepContext } from "../../../ports/step-context.ts";
import { planBindingText } from "../approvals.ts";
import { runJob } from "./re-encrypt.ts";

const APPROVED = `sha256:${"a".repeat(64)}`;
const OTHER = `sha256:${"b".repeat(64)}`;
const INPUT = { connections: 1, cellsPerSecond: null };

const contextOf = (digest: string, reencrypt = vi.fn()) =>
  ({
    rotation: { id: "R", oldVersion: 1, newVersion: 2 },
    platformData: { registryDigest: () => Promise.resolve("registry"), reencrypt },
    build: () => Promise.resolve({ version: "0.1.0", digest }),
  }) as unknown as StepContext;

const boundText = async (digest: string, input: unknown = INPUT) =>
  planBindingText({
    rotationId: "R",
    stepId: "re-encrypt",
    phaseId: "run",
    revision: 1,
    oldVersion: 1,
    newVersion: 2,
    epoch: 0,
    input,
    plan: await runJob.plan(contextOf(digest)),
  });

test("the approval of a re-encryption is bound to the image and to the throttle", async () => {
  expect(await boundText(APPROVED)).toBe(await boundText(APPROVED));
  expect((await runJob.plan(contextOf(APPROVED))).bound).toMatchObject({ imageDigest: APPROVED });
  expect(await boundText(OTHER)).not.toBe(await boundText(APPROVED));
  expect(await boundText(APPROVED, { ...INPUT, cellsPerSecond: 100 })).not.toBe(await boundText(APPROVED));
  expect(await boundText(APPROVED, { ...INPUT, connections: 2 })).not.toBe(await boundText(APPROVED));
});

test("a worker of another build that takes the work over touches no cell", async () => {
  const reencrypt = vi.fn();
  const context = contextOf(OTHER, reencrypt);
  const performed = runJob.perform({ context, input: INPUT, bound: { imageDigest: APPROVED } });
  await expect(performed).rejects.toThrow(/not of the build that was approved/);
  expect(reencrypt).not.toHaveBeenCalled();
});
