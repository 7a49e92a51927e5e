import { keyboard } from "./support/hand.ts";
import { begin, reencrypt, retire } from "./support/procedure.ts";
import { assemble } from "./support/team.ts";
import { expect, test } from "./support/test.ts";

test.describe.configure({ timeout: 600_000 });

test("a whole rotation, from its creation to its documentation, is done with the keyboard alone", async ({
  openAs,
  owner,
}) => {
  const team = await assemble(openAs, keyboard);
  const { page } = team.operator;
  const { rows } = await owner.query<{ version: number }>(
    "SELECT number AS version FROM key_rotation.key_version WHERE state = 'active'",
  );
  const oldVersion = rows[0]?.version ?? 0;
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeInViewport();
  await begin(team.operator);
  await reencrypt(team);
  await retire(team, oldVersion);
  const { rows: entries } = await owner.query(
    "SELECT l.changes ->> 'new_version' AS new FROM audit_log l WHERE l.action = 'KEY_ROTATION' ORDER BY l.id DESC LIMIT 1",
  );
  expect(entries).toEqual([{ new: String(oldVersion + 1) }]);
});
