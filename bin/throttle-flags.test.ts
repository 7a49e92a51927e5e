import { describe, expect, test } from "vitest";
import { UNTHROTTLED } from "#lib/domain/reencryption/throttle.ts";
import { changeOf, protectionOf } from "./throttle-flags.ts";

test("limits of a start are read with their low marks, half of the high one by default", () => {
  expect(
    protectionOf({ duty: "25", "max-lag": "10", "max-p95": "250/200", "max-dead": "40" }).throttle,
  ).toEqual({
    dutyPercent: 25,
    lag: { high: 10, low: 5 },
    p95: { high: 250, low: 200 },
    deadRows: { high: 40, low: 20 },
  });
  expect(protectionOf({}).throttle).toEqual(UNTHROTTLED);
});

describe("an order to a running job", () => {
  test("changes what is named, and switches off what is off", () => {
    expect(changeOf(["rate=500", "lag=off", "p95=90.5/80", "dead=30/10", "job=resume"])).toEqual({
      cellsPerSecond: 500,
      lag: null,
      p95: { high: 90.5, low: 80 },
      deadRows: { high: 30, low: 10 },
      wish: "run",
    });
  });

  test.each(["rate=0", "rate=fast", "duty=101", "lag=5/10", "lag=", "job=stop", "speed=1", "rate"])(
    "%s is refused with what it takes",
    (setting) => expect(() => changeOf([setting])).toThrow(/--set|takes|must be/),
  );
});
