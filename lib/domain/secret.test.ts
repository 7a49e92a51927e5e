import { inspect } from "node:util";
import { expect, test } from "vitest";
import { Secret } from "./secret.ts";

test("a secret cannot be printed, serialised, concatenated or enumerated", () => {
  const secret = new Secret("hunter2-hunter2");
  const shown = [
    JSON.stringify({ secret }),
    inspect({ deep: { secret } }, { depth: 9, showHidden: true }),
    String(secret),
    Object.keys(secret).join(""),
    JSON.stringify(Object.getOwnPropertyDescriptors(secret)),
    JSON.stringify(structuredClone(secret)),
  ];
  for (const text of shown) expect(text).not.toContain("hunter2");
  expect(secret.reveal()).toBe("hunter2-hunter2");
});
