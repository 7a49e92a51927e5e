import type { Browser, Cookie, Page } from "@playwright/test";

export type PersonName = "Ana Ionescu" | "Mihai Pop" | "Elena Radu" | "Carmen Dobre";

/** From the sign-in page through the company's sign-in service to wherever the console leads then. */
export async function signInOn(page: Page, person: PersonName): Promise<void> {
  await page.getByRole("button", { name: "Sign in with company SSO" }).click();
  await page.getByRole("button", { name: person }).click();
  await page.getByRole("button", { name: `Account: ${person}` }).waitFor();
}

/** Signs in in a browser of its own; returns the console's cookies. */
export async function signIn(browser: Browser, console: string, person: PersonName): Promise<Cookie[]> {
  const context = await browser.newContext({ baseURL: console });
  const page = await context.newPage();
  await page.goto("/login");
  await signInOn(page, person);
  const cookies = await context.cookies(console);
  await context.close();
  return cookies;
}
