import { type CellAddress, cellKey } from "./cells.ts";

type Value = string | null;

interface Cell {
  /** What a read may answer: one value once everything is acknowledged, several while that is open, null before the first read. */
  possible: Set<Value> | null;
  writing: boolean;
  /** Until then a write whose answer was lost may still reach the table, so nothing else is written. */
  settlesAt: number;
  writes: number;
  openReads: Set<Set<Value>>;
}

export interface WriteTicket {
  /** `retried` when an earlier attempt of the same value was sent and never answered. */
  acknowledged(retried: boolean): void;
  /** Certainly not performed. */
  refused(): void;
  answerLost(): void;
}

export interface ReadTicket {
  /** False when the value is none that this cell can hold: an acknowledged write was lost. */
  seen(value: Value): boolean;
  abandon(): void;
}

/** Longer than the platform's statement time-out, after which an unanswered write can no longer land. */
const SETTLE_MS = 10_000;

/** What every cell must hold, from the values first read and the writes acknowledged since. */
export class TrafficModel {
  #cells = new Map<string, Cell & { address: CellAddress }>();
  #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Cells whose value is known. */
  known(): CellAddress[] {
    return [...this.#cells.values()].filter((cell) => cell.possible !== null).map((cell) => cell.address);
  }

  /** Null while another write of the cell is open or unsettled, before its first read, and for a cell without a value. */
  beginWrite(address: CellAddress, value: string): WriteTicket | null {
    const cell = this.#cell(address);
    const before = cell.possible;
    if (cell.writing || this.#now() < cell.settlesAt || !before || before.has(null)) return null;
    cell.writing = true;
    cell.writes += 1;
    cell.possible = new Set([...before, value]);
    for (const read of cell.openReads) read.add(value);
    const end = (possible: Set<Value>, unsettled: boolean) => {
      cell.possible = possible;
      cell.writing = false;
      if (unsettled) cell.settlesAt = this.#now() + SETTLE_MS;
    };
    return {
      acknowledged: (retried) => end(new Set([value]), retried),
      refused: () => end(before, false),
      answerLost: () => end(new Set([...before, value]), true),
    };
  }

  beginRead(address: CellAddress): ReadTicket {
    const cell = this.#cell(address);
    const acceptable = cell.possible && new Set(cell.possible);
    const { writes } = cell;
    const settled = !cell.writing && this.#now() >= cell.settlesAt;
    if (acceptable) cell.openReads.add(acceptable);
    const close = () => acceptable !== null && cell.openReads.delete(acceptable);
    return {
      abandon: () => void close(),
      seen: (value) => {
        close();
        const asExpected = acceptable === null || acceptable.has(value);
        const undisturbed = cell.writes === writes && settled;
        // A lost write is counted once: from here on the cell is expected to hold what was found.
        if (undisturbed) cell.possible = new Set([value]);
        else if (!asExpected) cell.possible?.add(value);
        return asExpected;
      },
    };
  }

  #cell(address: CellAddress): Cell {
    const key = cellKey(address);
    const existing = this.#cells.get(key);
    if (existing) return existing;
    const created = {
      address,
      possible: null,
      writing: false,
      settlesAt: 0,
      writes: 0,
      openReads: new Set<Set<Value>>(),
    };
    this.#cells.set(key, created);
    return created;
  }
}
