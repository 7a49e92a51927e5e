import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { serverThat } from "#tests/http-answers.ts";
import { sourceDigest } from "./source-digest.ts";
import { createWorkerBuild } from "./worker-build.ts";

const IMAGE = `sha256:${"c".repeat(64)}`;

test("in a container the build is the image that ECS names", async () => {
  const uri = await serverThat((_, response) =>
    response.end(JSON.stringify({ ImageID: IMAGE, Image: "worker:9" })),
  );
  expect(await createWorkerBuild(uri)()).toEqual({
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
    digest: IMAGE,
  });
});

test("an ECS that does not answer, or names no digest, leaves the build unknown until it does", async () => {
  const answers = ["", JSON.stringify({ ImageID: "worker:latest" }), JSON.stringify({ ImageID: IMAGE })];
  const uri = await serverThat((_, response) => response.end(answers.shift()));
  const build = createWorkerBuild(uri);
  await expect(build()).rejects.toThrow(/does not say from which image/);
  await expect(build()).rejects.toThrow(/does not say from which image/);
  expect((await build()).digest).toBe(IMAGE);
});

test("without an image the build is a digest of what the worker runs, and of nothing else", async () => {
  const root = await mkdtemp(join(tmpdir(), "keyturn-sources-"));
  onTestFinished(() => rm(root, { recursive: true }));
  await mkdir(join(root, "lib", "engine"), { recursive: true });
  await mkdir(join(root, "bin"));
  const write = (name: string, text: string) => writeFile(join(root, name), text);
  for (const name of ["package.json", "package-lock.json", "bin/worker.ts", "lib/engine/swap.ts"])
    await write(name, name);
  const before = await sourceDigest(root);
  expect(before).toMatch(/^sha256:[0-9a-f]{64}$/);
  await write("lib/engine/swap.test.ts", "a test");
  await write("README.md", "words");
  expect(await sourceDigest(root)).toBe(before);
  await write("lib/engine/swap.ts", "another line");
  expect(await sourceDigest(root)).not.toBe(before);
});
