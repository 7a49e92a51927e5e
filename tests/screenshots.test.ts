import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PICTURE_SIZES, pictureFile, pictureNames, THEMES } from "../e2e/support/picture-names.ts";

const FOLDER = join(import.meta.dirname, "..", "docs", "screenshots");
const LARGEST_FOLDER = 12_000_000;

describe("docs/screenshots", () => {
  test("shows every page in both sizes and both themes, and nothing that is no page any more", () => {
    const wanted = pictureNames().flatMap((name) =>
      PICTURE_SIZES.flatMap(({ width }) => THEMES.map((theme) => pictureFile(name, width, theme))),
    );
    // After adding a page: npm run screenshots.
    expect(readdirSync(FOLDER).toSorted()).toEqual(wanted.toSorted());
  });

  test("stays small enough for a repository", () => {
    const bytes = readdirSync(FOLDER).reduce((sum, file) => sum + statSync(join(FOLDER, file)).size, 0);
    expect(bytes).toBeLessThan(LARGEST_FOLDER);
  });
});
