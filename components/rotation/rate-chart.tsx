"use client";

import { CartesianGrid, Line, LineChart, ResponsiveContainer, XAxis, YAxis } from "recharts";
import { countText } from "../ui/count-text.ts";

interface RatePoint {
  at: string;
  cellsPerSecond: number;
}

const HEIGHT = 140;
const TICK = { fontSize: 11, fill: "var(--color-muted)" };

const clockTime = (at: string) => new Date(at).toISOString().slice(11, 19);

/** The drawing is for the eye only; the table after it says the same to everybody. */
export function RateChart({ points, running }: { points: RatePoint[]; running: boolean }) {
  if (points.length < 2) {
    const hint = running
      ? "is drawn after the second measurement"
      : "was not measured twice: the run was short";
    return <p className="text-sm text-muted">The rate {hint}.</p>;
  }
  return (
    <figure>
      <figcaption className="text-xs text-muted">Cells per second, UTC</figcaption>
      <div aria-hidden="true" style={{ height: HEIGHT }}>
        <ResponsiveContainer width="100%" height={HEIGHT} initialDimension={{ width: 640, height: HEIGHT }}>
          <LineChart
            data={points}
            margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
            accessibilityLayer={false}
          >
            <CartesianGrid vertical={false} stroke="var(--color-line)" />
            <XAxis
              dataKey="at"
              tickFormatter={clockTime}
              tick={TICK}
              tickLine={false}
              axisLine={{ stroke: "var(--color-line-strong)" }}
              minTickGap={48}
            />
            <YAxis
              tick={TICK}
              tickLine={false}
              axisLine={false}
              width={52}
              domain={[0, "auto"]}
              tickFormatter={(value: number) => countText(value)}
            />
            <Line
              dataKey="cellsPerSecond"
              type="linear"
              stroke="var(--color-accent)"
              strokeWidth={1.5}
              dot={false}
              isAnimationActive={false}
            />
          </LineChart>
        </ResponsiveContainer>
      </div>
      <RateTable points={points} />
    </figure>
  );
}

function RateTable({ points }: { points: RatePoint[] }) {
  return (
    <details className="text-sm">
      <summary className="inline-flex min-h-6 items-center text-muted underline decoration-dotted underline-offset-3">
        Show as a table
      </summary>
      <table className="mt-1 text-right">
        <caption className="sr-only">Cells per second over time</caption>
        <thead className="text-xs text-muted">
          <tr>
            <th scope="col" className="pr-6 text-left font-medium">
              Time (UTC)
            </th>
            <th scope="col" className="font-medium">
              Cells per second
            </th>
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point.at}>
              <td className="pr-6 text-left">{clockTime(point.at)}</td>
              <td>{countText(Math.round(point.cellsPerSecond))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
