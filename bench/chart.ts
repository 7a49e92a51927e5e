import type { Spread } from "./figures.ts";

interface Bar {
  name: string;
  /** Cells per second. */
  spread: Spread;
  limit: boolean;
}

const WIDTH = 820;
const LABELS = 330;
const ROW = 34;
const TOP = 40;
const number = new Intl.NumberFormat("en");

/** An SVG of horizontal bars with their spread; readable on a light and on a dark page. */
export function drawChart(bars: readonly Bar[]): string {
  const most = Math.max(...bars.map((bar) => bar.spread.most));
  const scale = (figure: number) => ((WIDTH - LABELS - 90) * figure) / most;
  const rows = bars.map((bar, index) => drawBar(bar, TOP + index * ROW, scale));
  const height = TOP + bars.length * ROW + 10;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title" font-family="system-ui, sans-serif" font-size="13">
<title id="title">Cells per second: median, and the range over all rounds</title>
<style>text { fill: #1f2937 } .muted { fill: #4b5563 } @media (prefers-color-scheme: dark) { text { fill: #e5e7eb } .muted { fill: #9ca3af } }</style>
<text x="${LABELS}" y="22" class="muted">cells per second, median and range</text>
${rows.join("\n")}
</svg>
`;
}

function drawBar({ name, spread, limit }: Bar, y: number, scale: (figure: number) => number): string {
  const middle = y + 11;
  const [from, to] = [LABELS + scale(spread.least), LABELS + scale(spread.most)];
  return [
    `<text x="${LABELS - 10}" y="${y + 15}" text-anchor="end">${name}</text>`,
    `<rect x="${LABELS}" y="${y}" width="${scale(spread.median).toFixed(1)}" height="22" rx="3" fill="${limit ? "#94a3b8" : "#2563eb"}"/>`,
    `<path d="M${from.toFixed(1)} ${middle}H${to.toFixed(1)}M${from.toFixed(1)} ${middle - 5}v10M${to.toFixed(1)} ${middle - 5}v10" stroke="#f59e0b" stroke-width="2" fill="none"/>`,
    `<text x="${(to + 8).toFixed(1)}" y="${y + 15}" class="muted">${number.format(Math.round(spread.median))}</text>`,
  ].join("\n");
}
