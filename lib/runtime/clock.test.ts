import { expect, test } from "vitest";
import { createClock } from "./clock.ts";

test("a pause lasts as long as it was asked to", async () => {
  const clock = createClock();
  const before = clock.now();
  await clock.pause(30, new AbortController().signal);
  expect(clock.now() - before).toBeGreaterThanOrEqual(29);
});

test("a pause ends at once, and rejects, when the worker stops", async () => {
  const stop = new AbortController();
  const pause = createClock().pause(3_600_000, stop.signal);
  stop.abort();
  await expect(pause).rejects.toMatchObject({ name: "AbortError" });
  await expect(createClock().pause(1, stop.signal)).rejects.toMatchObject({ name: "AbortError" });
});
