import { instantText } from "../instant-text.ts";
import type { Check } from "../step.ts";

export const plannedStartReached: Check = {
  id: "planned-start-reached",
  label: "The planned start is reached",
  expected: "24 hours or less before the planned start",
  source: "the rotation and database clock",
  clearsByItself: true,
  run: ({ rotation: { plannedStart, startsFrom }, clock }) => {
    const planned = `planned for ${instantText(plannedStart)}`;
    return Promise.resolve(
      clock.now() >= startsFrom.getTime()
        ? { outcome: "pass", value: planned }
        : {
            outcome: "fail",
            value: `${planned}; it may begin from ${instantText(startsFrom)}. To begin sooner, move the start on the rotation’s page`,
          },
    );
  },
};
