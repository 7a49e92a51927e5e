import type { ReactNode } from "react";
import { Cell } from "../ui/cell.tsx";
import { CodeChip } from "../ui/code-chip.tsx";
import { countText } from "../ui/count-text.ts";
import { type Column, DataTable } from "../ui/data-table.tsx";
import { Identifier } from "../ui/identifier.tsx";
import { Notice } from "../ui/notice.tsx";
import { Section } from "../ui/section.tsx";
import { Timestamp } from "../ui/timestamp.tsx";

interface AdoptionView {
  versions: { version: number; fingerprint: string; current: boolean }[];
  /** Null when the platform left no trace of it. */
  activatedAt: string | null;
  /** Where the date was found. */
  activatedFrom: string;
  census: {
    column: string;
    total: number;
    perVersion: { version: number; cells: number }[];
    unreadable: number;
  }[];
  readAt: string;
  /** Why it cannot be confirmed as it stands; null when it can. */
  problem: string | null;
}

const VERSION_COLUMNS: Column[] = [
  { id: "version", label: "Version" },
  { id: "fingerprint", label: "Fingerprint" },
  { id: "state", label: "State" },
];

interface AdoptionCardProps {
  adoption: AdoptionView;
  /** The confirming form, for an approver. */
  children?: ReactNode;
}

/** What the console found on its first start. Nothing of it counts until a person has confirmed it. */
export function AdoptionCard({ adoption, children }: AdoptionCardProps) {
  return (
    <div>
      {adoption.problem !== null && (
        <div className="mb-4">
          <Notice kind="problem">{adoption.problem}</Notice>
        </div>
      )}
      <Section title="Keys in the secret" layout="margin">
        <DataTable caption="Key versions found in the secret" columns={VERSION_COLUMNS}>
          {adoption.versions.map(({ version, fingerprint, current }) => (
            <tr key={version}>
              <Cell rowHeader>
                <span className="font-mono">V{version}</span>
              </Cell>
              <Cell>
                <CodeChip value={fingerprint} copyLabel={`Copy the fingerprint of V${version}`} />
              </Cell>
              <Cell>{current ? "Current: writes use it" : "Reads only"}</Cell>
            </tr>
          ))}
        </DataTable>
      </Section>
      <Section title="In use since" layout="margin">
        <p className="text-sm">
          {adoption.activatedAt === null ? (
            "Unknown"
          ) : (
            <Timestamp at={adoption.activatedAt} mode="absolute" />
          )}
          <span className="block text-muted">{adoption.activatedFrom}</span>
        </p>
      </Section>
      <Section title="Census" layout="margin">
        <Census adoption={adoption} />
      </Section>
      {children !== undefined && (
        <Section title="Confirm" layout="margin">
          {children}
        </Section>
      )}
    </div>
  );
}

function Census({ adoption }: { adoption: AdoptionView }) {
  const versions = [
    ...new Set(adoption.census.flatMap(({ perVersion }) => perVersion.map(({ version }) => version))),
  ].toSorted((a, b) => a - b);
  const columns: Column[] = [
    { id: "column", label: "Column" },
    { id: "total", label: "Cells", align: "end" },
    ...versions.map((version): Column => ({ id: `v${version}`, label: `On V${version}`, align: "end" })),
    { id: "unreadable", label: "Not an envelope", align: "end" },
  ];
  return (
    <>
      <DataTable caption="Encrypted cells per column and key version" columns={columns}>
        {adoption.census.map(({ column, total, perVersion, unreadable }) => (
          <tr key={column}>
            <Cell rowHeader>
              <Identifier name={column} />
            </Cell>
            <Cell align="end">{countText(total)}</Cell>
            {versions.map((version) => (
              <Cell key={version} align="end">
                {countText(perVersion.find((entry) => entry.version === version)?.cells ?? 0)}
              </Cell>
            ))}
            <Cell align="end">
              <span className={unreadable > 0 ? "font-semibold text-problem" : "text-muted"}>
                {countText(unreadable)}
              </span>
            </Cell>
          </tr>
        ))}
      </DataTable>
      <p className="mt-2 text-xs text-muted">
        Counted <Timestamp at={adoption.readAt} />
      </p>
    </>
  );
}
