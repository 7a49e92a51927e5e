import { expect, test } from "vitest";
import { mayCancelRotation } from "./cancellation.ts";
import { PROCEDURE } from "./procedure.ts";

const OPEN = ["ready", "awaiting-approval", "approved", "failed"];
const CLOSED = ["running", "completed", "superseded"];
const begun = new Date();

test.each(OPEN)(
  "a rotation may be cancelled until its key begins to become current, its phase being %s",
  (status) => {
    const able = PROCEDURE.filter(({ id }) => mayCancelRotation({ stepId: id, status, effectBegunAt: null }));
    expect(able.map(({ id }) => id)).toEqual(["checklist", "generate-key", "store-key"]);
    const half = PROCEDURE.filter(({ id }) =>
      mayCancelRotation({ stepId: id, status, effectBegunAt: begun }),
    );
    expect(half.map(({ id }) => id)).toEqual(["checklist", "generate-key"]);
  },
);

test.each(CLOSED)("not from a phase that is %s", (status) => {
  const able = PROCEDURE.filter(({ id }) => mayCancelRotation({ stepId: id, status, effectBegunAt: null }));
  expect(able).toEqual([]);
});
