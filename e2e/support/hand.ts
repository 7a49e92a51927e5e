import { expect, type Locator } from "@playwright/test";

/** How a person works the page. */
export interface Hand {
  press(control: Locator): Promise<void>;
  type(field: Locator, text: string): Promise<void>;
  tick(box: Locator): Promise<void>;
}

export const mouse: Hand = {
  press: (control) => control.click(),
  type: (field, text) => field.fill(text),
  tick: (box) => box.check(),
};

const MOST_PRESSES = 200;

function hasFocus(control: Locator): Promise<boolean> {
  return control.evaluate((element) => element === document.activeElement);
}

/** Whether the ring is drawn, and nothing that stays in place, such as the header, lies over the control. */
async function expectFocusSeen(control: Locator): Promise<void> {
  await expect
    .poll(() =>
      control.evaluate((element) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        const { left, top, width, height } = element.getBoundingClientRect();
        const onTop = document.elementFromPoint(left + width / 2, top + height / 2);
        return {
          ring: outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2,
          uncovered: onTop !== null && (element.contains(onTop) || onTop.contains(element)),
        };
      }),
    )
    .toEqual({ ring: true, uncovered: true });
}

/** From where the focus is, forwards or backwards, whichever way the control lies. */
async function tabTo(control: Locator): Promise<void> {
  await expect(control).toBeVisible();
  await expect(control).toBeEnabled({ timeout: 60_000 });
  const page = control.page();
  const isBehind = await control.evaluate(
    (element) =>
      document.activeElement !== document.body &&
      element.compareDocumentPosition(document.activeElement ?? element) === Node.DOCUMENT_POSITION_FOLLOWING,
  );
  for (let presses = 0; presses < MOST_PRESSES && !(await hasFocus(control)); presses += 1) {
    await page.keyboard.press(isBehind ? "Shift+Tab" : "Tab");
  }
  await expect(control).toBeFocused();
  await expectFocusSeen(control);
}

/** No mouse: what Tab does not reach cannot be used. */
export const keyboard: Hand = {
  press: async (control) => {
    await tabTo(control);
    await control.page().keyboard.press("Enter");
  },
  type: async (field, text) => {
    await tabTo(field);
    await field.page().keyboard.press("ControlOrMeta+A");
    await field.page().keyboard.type(text);
    await expect(field).toHaveValue(text);
  },
  tick: async (box) => {
    await tabTo(box);
    await box.page().keyboard.press("Space");
    await expect(box).toBeChecked();
  },
};
