import { describe, expect, it } from "vitest";
import { localPath } from "./local-path.ts";

describe("where a person goes on to after signing in", () => {
  it.each(["/", "/rotations/2026-q4-v2/steps/deploy", "/audit?action=SIGN_IN&page=2"])(
    "is the page of the console that they asked for (%s)",
    (path) => {
      expect(localPath(path)).toBe(path);
    },
  );

  it.each([
    undefined,
    ["/audit"],
    "",
    "audit",
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/.//evil.example",
    "javascript:alert(1)",
    "http://[",
  ])("is never another site (%j)", (path) => {
    expect(localPath(path)).toBe("/");
  });
});
