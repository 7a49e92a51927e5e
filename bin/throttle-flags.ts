import { createLatency } from "#lib/adapters/latency-url/latency.ts";
import type { Marks, Throttle } from "#lib/domain/reencryption/throttle.ts";
import type { ControlChange } from "#lib/engine/set-control.ts";
import { UsageError, wholeNumber } from "./headless-command.ts";

const MOST_RATE = 10_000_000;
const WISHES = { pause: "pause", resume: "run", cancel: "cancel" } as const;

interface ProtectionFlags {
  duty?: string | undefined;
  "max-lag"?: string | undefined;
  "max-p95"?: string | undefined;
  "max-dead"?: string | undefined;
  "p95-url"?: string | undefined;
}

/** Limits that a job starts with, and where its p95 comes from: `--duty 25 --max-lag 10/5 --max-p95 250/200 --p95-url URL --max-dead 40/20`. */
export function protectionOf(flags: ProtectionFlags): {
  throttle: Throttle;
  applicationP95?: () => Promise<number>;
} {
  const url = flags["p95-url"];
  if (url === undefined) return { throttle: throttleOf(flags) };
  if (!URL.canParse(url)) throw new UsageError("--p95-url must be the address of a JSON document.");
  return { throttle: throttleOf(flags), applicationP95: createLatency(url).p95Ms };
}

function throttleOf(flags: ProtectionFlags): Throttle {
  return {
    dutyPercent: wholeNumber("duty", flags.duty, 100) ?? null,
    lag: flags["max-lag"] === undefined ? null : marks("--max-lag", flags["max-lag"]),
    p95: flags["max-p95"] === undefined ? null : marks("--max-p95", flags["max-p95"]),
    deadRows: flags["max-dead"] === undefined ? null : marks("--max-dead", flags["max-dead"]),
  };
}

/** `--set rate=500 --set duty=25 --set lag=10/5 --set p95=off --set job=pause`: what of a running job changes. */
export function changeOf(settings: readonly string[]): ControlChange {
  return Object.assign({}, ...settings.map(oneChange)) as ControlChange;
}

function oneChange(setting: string): ControlChange {
  const [name = "", value = ""] = setting.split("=", 2);
  const off = value === "off";
  const number = (most: number) => (off ? null : (wholeNumber(`set ${name}`, value, most) ?? null));
  switch (name) {
    case "rate":
      return { cellsPerSecond: number(MOST_RATE) };
    case "duty":
      return { dutyPercent: number(100) };
    case "lag":
      return { lag: off ? null : marks("--set lag", value) };
    case "p95":
      return { p95: off ? null : marks("--set p95", value) };
    case "dead":
      return { deadRows: off ? null : marks("--set dead", value) };
    case "job":
      if (value in WISHES) return { wish: WISHES[value as keyof typeof WISHES] };
      throw new UsageError("--set job= takes pause, resume or cancel.");
    default:
      throw new UsageError(
        "--set takes rate=N, duty=N, lag=HIGH/LOW, p95=HIGH/LOW, dead=HIGH/LOW (each also off) or job=pause.",
      );
  }
}

/** `10/5`: held above 10, goes on below 5. Without the second it is half of the first. */
function marks(flag: string, text: string): Marks {
  const [high = Number.NaN, low = high / 2] = text.split("/").map(Number);
  if (!/^\d+(\.\d+)?(\/\d+(\.\d+)?)?$/.test(text) || high <= 0 || low > high)
    throw new UsageError(`${flag} takes a high and a low mark, such as 10/5.`);
  return { high, low };
}
