import { expect, test } from "vitest";
import { scripts } from "../package.json" with { type: "json" };
import { ENGINE_FLAGS } from "./engine-flags.ts";

test.each(["reencrypt", "verify", "worker"] as const)(
  "npm run %s starts as the tests and the sandbox start it",
  (name) => {
    expect(scripts[name]).toBe(`exec node ${ENGINE_FLAGS.join(" ")} bin/${name}.ts`);
  },
);
