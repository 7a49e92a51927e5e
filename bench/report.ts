import { readFileSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { join } from "node:path";
import type { ApplicationRun } from "./application.ts";
import { ARMS, type Measurement } from "./arms.ts";
import { drawChart } from "./chart.ts";
import { type Spread, spread, spreadText } from "./figures.ts";
import type { Growth } from "./growth.ts";
import type { TrafficPair } from "./traffic.ts";
import { SETTINGS } from "./world.ts";

export interface BenchResults {
  rows: number;
  procedureRows: number;
  rounds: Record<string, Measurement>[];
  traffic: TrafficPair;
  growth: Growth[];
}

const DOCS = join(import.meta.dirname, "..", "docs");
const BEGIN = "<!-- measured: begin -->";
const END = "<!-- measured: end -->";
const number = new Intl.NumberFormat("en");

/** Puts the figures between the two marks of docs/performance.md, and the chart beside it. */
export function writeReport(results: BenchResults): void {
  const path = join(DOCS, "performance.md");
  const text = readFileSync(path, "utf8");
  const [before, after] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (before < 0 || after < before) throw new Error(`${path} lacks its two marks: ${BEGIN} and ${END}.`);
  const sections = [
    machine(results),
    speed(results),
    cost(results),
    traffic(results.traffic),
    growthTable(results.growth),
  ];
  writeFileSync(path, `${text.slice(0, before)}${BEGIN}\n\n${sections.join("\n\n")}\n\n${text.slice(after)}`);
  writeFileSync(join(DOCS, "performance.svg"), drawChart(bars(results)));
}

function machine({ rows, rounds }: BenchResults): string {
  const settings = Object.entries(SETTINGS)
    .map(([name, value]) => `\`${name} = ${value}\``)
    .join(", ");
  return (
    `Measured ${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC by \`npm run bench -- --rows ${rows}\` on ` +
    `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Linux ${release()}, ` +
    `Node ${process.versions.node} (OpenSSL ${process.versions.openssl}), PostgreSQL 18 with ${settings} and its defaults. ` +
    `Client and server share the machine. ${rounds.length} interleaved rounds: median [least–most] of the ratios within a round.`
  );
}

function speed(results: BenchResults): string {
  const lines = ARMS.map(({ id, name }) => {
    const rate = number.format(Math.round(of(results, id, (it) => it.cellsPerSecond).median));
    const ratios = [ratio(results, id, "procedure", 0), ratio(results, id, "limit", 2)];
    return `| ${name} | ${rate} | ${ratios.join(" | ")} |`;
  });
  return [
    `| ${number.format(results.rows)} rows | cells/s | × the procedure's algorithm | of the limit |`,
    "|---|---:|---:|---:|",
    ...lines,
    "",
    `The procedure's algorithm runs on ${number.format(results.procedureRows)} rows, which favours it: each page costs it more than the one before.`,
    "",
    "![Cells per second of each arm](performance.svg)",
  ].join("\n");
}

function cost(results: BenchResults): string {
  const lines = ARMS.map(({ id, name }) => {
    const text = (pick: (it: Measurement) => number, digits: number) =>
      of(results, id, pick).median.toFixed(digits);
    const memory = of(results, id, (it) => it.memory).most;
    const wal = text((it) => (it.walMegabytes * 1_048_576) / it.cells, 0);
    return (
      `| ${name} | ${wal} | ${text((it) => it.heapMegabytes, 1)} | ${text((it) => it.indexMegabytes, 1)} | ` +
      `${text((it) => it.longestTransaction, 0)} | ${memory === 0 ? "" : memory} |`
    );
  });
  return [
    "| | WAL bytes per cell | heap + MB | indexes + MB | longest transaction, ms | peak memory, MB |",
    "|---|---:|---:|---:|---:|---:|",
    ...lines,
  ].join("\n");
}

function traffic({ without, with: during, cells }: TrafficPair): string {
  const line = (name: string, run: ApplicationRun) =>
    `| ${name} | ${number.format(run.requests)} | ${run.p50.toFixed(1)} | ${run.p99.toFixed(1)} | ${run.most.toFixed(0)} | ` +
    `${run.lostUpdates} | ${run.decryptFailures} | ${run.errors} |`;
  return [
    "| application, 200 requests/s, half of them writes | requests | p50 ms | p99 ms | most ms | lost updates | decrypt failures | errors |",
    "|---|---:|---:|---:|---:|---:|---:|---:|",
    line("without the job", without),
    line("with the job at its default, one rotation after another", during),
    "",
    `p99 with the job is ${(during.p99 / without.p99).toFixed(1)} × the one without; the job re-encrypted ${number.format(cells)} cells meanwhile.`,
  ].join("\n");
}

function growthTable(growth: readonly Growth[]): string {
  const lines = growth.map(({ rows, microsecondsPerCell, memory }) => {
    const rate = number.format(Math.round(1_000_000 / microsecondsPerCell.median));
    return `| ${number.format(rows)} | ${rate} | ${spreadText(microsecondsPerCell, 1)} | ${memory} |`;
  });
  return [
    "| rows, 2 connections, in a worker that ran before | cells/s | µs per cell | peak memory, MB |",
    "|---:|---:|---:|---:|",
    ...lines,
  ].join("\n");
}

function bars(results: BenchResults) {
  return ARMS.map(({ id, name }) => ({
    name: name.replaceAll("`", ""),
    spread: of(results, id, (it) => it.cellsPerSecond),
    limit: id === "limit",
  }));
}

function of({ rounds }: BenchResults, id: string, pick: (it: Measurement) => number): Spread {
  return spread(rounds.flatMap((round) => (round[id] ? [pick(round[id])] : [])));
}

function ratio({ rounds }: BenchResults, id: string, by: string, digits: number): string {
  const ratios = rounds.map((round) => (round[id]?.cellsPerSecond ?? 0) / (round[by]?.cellsPerSecond ?? 1));
  return id === by ? "1" : spreadText(spread(ratios), digits);
}
