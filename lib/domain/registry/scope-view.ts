import type { ColumnName } from "./column-name.ts";

/** What the page of the scope shows. Every `…At` is an ISO 8601 instant in UTC. */
export interface ScopeView {
  /** Binary columns that nobody classified: each stops every rotation. */
  waiting: WaitingColumnView[];
  registered: RegisteredColumnView[];
  excused: ExcusedColumnView[];
  count: {
    /** When the worker counted last; null before it did. */
    at: string | null;
    /** Why its last attempt failed. */
    problem: string | null;
  };
}

interface NamedColumn extends ColumnName {
  /** `schema.table.column`. */
  name: string;
}

export interface WaitingColumnView extends NamedColumn {
  /** Why no rotation could go through it, so that it cannot be registered; null when it could. */
  obstacle: string | null;
}

export interface RegisteredColumnView extends NamedColumn {
  label: string;
  /** Null: it came with the installation. */
  registeredBy: string | null;
  registeredAt: string;
  /** The platform has dropped the column: it may leave the registry. */
  isDropped: boolean;
  /** Null before it was counted, or when it could not be. */
  cells: { total: number; byVersion: { version: number; cells: number }[]; tooShort: number } | null;
  problem: string | null;
  /** SQL that the owner of the table has to run. */
  missingGrant: string | null;
}

export interface ExcusedColumnView extends NamedColumn {
  reason: string;
  classifiedBy: string;
  classifiedAt: string;
  isDropped: boolean;
}
