import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Fails with the rule and the elements that break it. */
export async function expectAccessible(page: Page, label: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  const found = violations.map(({ id, nodes }) => ({
    id,
    nodes: nodes.map(({ html, failureSummary }) => [html, failureSummary]),
  }));
  expect.soft(found, label).toEqual([]);
}

export async function expectNoSidewaysScroll(page: Page, label: string): Promise<void> {
  const excess = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect.soft(await excess(), label).toBe(0);
}

/** Accessible, and no wider than a telephone, in both themes. */
export async function expectUsable(page: Page, label: string): Promise<void> {
  const [size, scheme] = [
    page.viewportSize(),
    await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches),
  ];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await expectAccessible(page, `${label}, ${colorScheme}, ${width} px`);
      await expectNoSidewaysScroll(page, `${label}, ${colorScheme}, ${width} px`);
    }
  }
  await page.emulateMedia({ colorScheme: scheme ? "dark" : "light" });
  if (size) await page.setViewportSize(size);
}

/** What the page shows once it is there: its one main heading. */
export async function openPage(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
}
