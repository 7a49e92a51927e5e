import { describe, expect, it } from "vitest";
import { parseTheme } from "./theme.ts";

describe("the theme cookie", () => {
  it.each(["light", "dark"])("keeps the choice of %s", (value) => {
    expect(parseTheme(value)).toBe(value);
  });

  it.each([undefined, "", "system", '"><script>'])("follows the system for anything else (%s)", (value) => {
    expect(parseTheme(value)).toBe("system");
  });
});
