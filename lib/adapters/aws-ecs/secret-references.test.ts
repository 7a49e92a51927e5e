import { describe, expect, test } from "vitest";
import { injectedEntries, namedEntries } from "./secret-references.ts";

const SECRET = "restartix-prod/env";
const ARN = `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${SECRET}-AbC123`;
const V1 = "ENCRYPTION_KEY_V1";
const V2 = "ENCRYPTION_KEY_V2";

/** A definition with one container for each list of `valueFrom`s. */
const definition = (...containers: string[][]) => ({
  containerDefinitions: containers.map((values) => ({
    secrets: values.map((valueFrom) => ({ name: valueFrom.split(":")[7] || "ALL", valueFrom })),
  })),
});

describe("what a task is given, and what it names", () => {
  test.each([
    ["single entries", definition([`${ARN}:${V1}::`, `${ARN}:${V2}::`]), [V1, V2], [V1, V2]],
    ["the whole secret", definition([ARN]), ["*"], []],
    ["the whole secret, with empty parts", definition([`${ARN}:::`]), ["*"], []],
    ["the current label by its name", definition([`${ARN}:${V1}:AWSCURRENT:`]), [V1], [V1]],
    ["a reference to another label", definition([`${ARN}:${V1}:AWSPREVIOUS:`]), [], [V1]],
    ["a reference to one version", definition([`${ARN}:${V1}::7f1e`]), [], [V1]],
    ["the same entry of another secret", definition([`${ARN.replace("prod", "test")}:${V1}::`]), [], []],
    ["a parameter", definition(["arn:aws:ssm:eu-central-1:123456789012:parameter/key"]), [], []],
    [
      "containers of which one lacks an entry",
      definition([`${ARN}:${V1}::`, `${ARN}:${V2}::`], [`${ARN}:${V2}::`]),
      [V2],
      [V1, V2],
    ],
    ["the whole secret beside one entry", definition([ARN], [`${ARN}:${V1}::`]), [V1], [V1]],
    ["nothing", definition([]), [], []],
  ])("%s", (_, task, injected, named) => {
    expect(injectedEntries(task, SECRET)).toEqual(injected);
    expect(namedEntries(task, SECRET)).toEqual(named);
  });
});
