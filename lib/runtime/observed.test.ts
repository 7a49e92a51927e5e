import { describe, expect, test } from "vitest";
import { PortError, type PortErrorCode } from "#lib/ports/port-error.ts";
import { observed } from "./observed.ts";

const refusing = (code: PortErrorCode) => new PortError(code, `It is ${code}.`);

function watch<Port extends object>(port: Port, exceptions?: Parameters<typeof observed>[2]) {
  const notes: (PortError | null)[] = [];
  return { port: observed(port, (note) => notes.push(note), exceptions), notes };
}

test("an answer is passed on as it is, and noted after it came", async () => {
  const key = { secret: "the very object" };
  const { port, notes } = watch({ read: (given: object) => Promise.resolve(given), name: "store" });
  expect(await port.read(key)).toBe(key);
  expect(notes).toEqual([null]);
  expect(port.name).toBe("store");
  expect(notes).toHaveLength(1);
});

describe("an error", () => {
  test.each(["access-denied", "throttled", "unavailable", "not-found", "invalid"] as const)(
    "of %s is noted as the system's problem and thrown as it is",
    async (code) => {
      const error = refusing(code);
      const { port, notes } = watch({ read: () => Promise.reject(error) });
      await expect(port.read()).rejects.toBe(error);
      expect(notes).toEqual([error]);
    },
  );

  test("that a working system gives is an answer", async () => {
    const { port, notes } = watch(
      { read: (code: PortErrorCode) => Promise.reject(refusing(code)) },
      { answers: ["conflict", "not-found"] },
    );
    await expect(port.read("conflict")).rejects.toThrow("conflict");
    await expect(port.read("not-found")).rejects.toThrow("not-found");
    expect(notes).toEqual([null, null]);
  });

  test("of our own code says nothing about the system", async () => {
    const { port, notes } = watch({ read: () => Promise.reject(new TypeError("ours")) });
    await expect(port.read()).rejects.toThrow("ours");
    expect(notes).toEqual([]);
  });
});

test("a method that asks something else is not noted", async () => {
  const port = { health: () => Promise.resolve("ok"), observe: () => Promise.resolve("ok") };
  const watched = watch(port, { unobserved: ["health"] });
  await watched.port.health();
  expect(watched.notes).toEqual([]);
  await watched.port.observe();
  expect(watched.notes).toEqual([null]);
});
