import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { palettePng } from "./palette-png.ts";
import { PICTURE_SIZES, pictureFile, pictureNames, THEMES } from "./picture-names.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "docs", "screenshots");
/** A page that goes on below is cut off. */
const TALLEST = 2_400;

/** The pictures of one run. What the folder holds beside them goes at the end. */
export class Album {
  readonly #taken = new Set<string>();

  /** Takes the page as it stands, in every size and theme. */
  async take(page: Page, name: string): Promise<void> {
    if (!pictureNames().includes(name)) throw new Error(`No picture is called ${name}.`);
    mkdirSync(FOLDER, { recursive: true });
    const before = page.viewportSize();
    await page.mouse.move(0, 0);
    for (const size of PICTURE_SIZES) {
      await page.setViewportSize(size);
      for (const theme of THEMES) {
        await page.evaluate((value) => {
          document.documentElement.dataset["theme"] = value;
          if (document.activeElement instanceof HTMLElement && !document.querySelector("[role=dialog]"))
            document.activeElement.blur();
          window.scrollTo(0, 0);
        }, theme);
        const height = await page.evaluate(() =>
          document.querySelector("[role=dialog]")
            ? window.innerHeight
            : document.documentElement.scrollHeight,
        );
        const taken = await page.screenshot({
          fullPage: true,
          clip: { x: 0, y: 0, width: size.width, height: Math.min(height, TALLEST) },
          animations: "disabled",
        });
        writeFileSync(join(FOLDER, pictureFile(name, size.width, theme)), palettePng(taken));
      }
    }
    if (before) await page.setViewportSize(before);
    this.#taken.add(name);
  }

  has(name: string): boolean {
    return this.#taken.has(name);
  }

  /** Names of which there is no picture yet. */
  missing(): string[] {
    return pictureNames().filter((name) => !this.has(name));
  }

  /** Removes pictures of pages that are no more. */
  close(): void {
    const wanted = new Set(
      pictureNames().flatMap((name) =>
        PICTURE_SIZES.flatMap(({ width }) => THEMES.map((theme) => pictureFile(name, width, theme))),
      ),
    );
    for (const file of readdirSync(FOLDER)) if (!wanted.has(file)) rmSync(join(FOLDER, file));
  }
}
