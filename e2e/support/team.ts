import type { Page } from "@playwright/test";
import type { Hand } from "./hand.ts";
import type { Person, Team } from "./procedure.ts";
import type { PersonName } from "./sign-in.ts";

/** Ana operates, Mihai and Elena approve; each begins at the overview in a browser of their own. */
export async function assemble(openAs: (name: PersonName) => Promise<Page>, hand: Hand): Promise<Team> {
  const sitDown = async (name: PersonName): Promise<Person> => {
    const page = await openAs(name);
    await page.goto("/");
    return { name, page, hand };
  };
  const operator = await sitDown("Ana Ionescu");
  return { operator, approvers: [await sitDown("Mihai Pop"), await sitDown("Elena Radu")] };
}
