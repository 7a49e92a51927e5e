import { Client } from "pg";
import { decrypt, encrypt } from "#lib/crypto/envelope.ts";
import type { PhaseKeys } from "./keys.ts";
import type { Random } from "./random.ts";
import { CANARY } from "./world.ts";

export const CELLS = ["phone_encrypted", "emergency_contact_phone_encrypted"] as const;
export type CellColumn = (typeof CELLS)[number];
/** Plaintexts of a row; undefined stands for a row that is not there. */
export type Row = Record<CellColumn, string | null> | undefined;

/** What the application knows that it wrote, by row. */
export type Model = Map<number, Row>;

export interface Phase {
  keys: PhaseKeys;
  /** Whether some tasks still write the version that leaves. */
  mixed: boolean;
  stopped: boolean;
}

const REFUSED = /^(?:40001|40P01|55P03|57014|25006|53100|53200)$/;

/** A client of the platform that owns its rows: nobody else but the job writes them, so each value found must be its own. */
export class ApplicationClient {
  readonly violations: string[] = [];
  requests = 0;
  readonly #url: string;
  readonly #model: Model;
  readonly #ids: number[];
  readonly #random: Random;
  readonly #phase: Phase;
  #client: Client | undefined;

  constructor(
    url: string,
    { model, ids, random, phase }: { model: Model; ids: number[]; random: Random; phase: Phase },
  ) {
    this.#url = url;
    this.#model = model;
    this.#ids = ids;
    this.#random = random;
    this.#phase = phase;
  }

  /** Requests one after another until the phase is stopped; every outcome is known when it returns. */
  async work(): Promise<void> {
    while (!this.#phase.stopped) {
      this.requests += 1;
      if (this.#random.chance(0.4)) await this.#check([this.#random.pick(this.#ids)]);
      else await this.#change();
      await new Promise((done) => setTimeout(done, this.#random.between(0, 15)));
    }
    await this.#check(this.#ids);
    await this.#client?.end().catch(() => undefined);
  }

  /** One transaction that changes one row or two, in any order of their keys. */
  async #change(): Promise<void> {
    const ids = [...new Set([this.#random.pick(this.#ids), this.#random.pick(this.#ids)])].slice(
      0,
      this.#random.chance(0.8) ? 1 : 2,
    );
    const before = ids.map((id) => this.#model.get(id));
    const after = before.map((row, index) => this.#nextRow(ids[index] ?? 0, row));
    const sent = await this.#connected()
      .then(async (client) => {
        await client.query("BEGIN");
        for (const [index, id] of ids.entries()) await this.#write(client, id, before[index], after[index]);
        await client.query("COMMIT");
      })
      .then(
        () => "done",
        (error: unknown) => this.#afterError(error),
      );
    if (sent === "done") for (const [index, id] of ids.entries()) this.#model.set(id, after[index]);
    else if (sent === "unknown") await this.#learn(ids, before, after);
  }

  #nextRow(id: number, row: Row): Row {
    const text = `${id} ${this.requests} ${this.#random.between(1, 1e9)} ${CANARY}`;
    if (!row)
      return {
        phone_encrypted: text,
        emergency_contact_phone_encrypted: this.#random.chance(0.5) ? `c ${text}` : null,
      };
    if (this.#random.chance(0.1)) return undefined;
    const column = this.#random.pick(CELLS);
    return { ...row, [column]: this.#random.chance(0.15) ? null : text };
  }

  async #write(client: Client, id: number, before: Row, after: Row): Promise<void> {
    if (!after) await client.query("DELETE FROM patient_persons WHERE id = $1", [id]);
    else if (!before) {
      await client.query(
        "INSERT INTO patient_persons (id, phone_encrypted, emergency_contact_phone_encrypted) VALUES ($1, $2, $3)",
        [id, ...CELLS.map((column) => this.#sealed(after[column]))],
      );
    } else {
      const changed = CELLS.filter((column) => before[column] !== after[column]);
      for (const column of changed) {
        await client.query(`UPDATE patient_persons SET ${column} = $1, updated_at = now() WHERE id = $2`, [
          this.#sealed(after[column]),
          id,
        ]);
      }
    }
  }

  #sealed(text: string | null): Buffer | null {
    if (text === null) return null;
    const { keyring, from } = this.#phase.keys;
    const old = this.#phase.mixed && this.#random.chance(0.3);
    return encrypt(old ? keyring.only(from) : keyring, Buffer.from(text));
  }

  /** Whether nothing happened, or nobody knows. */
  async #afterError(error: unknown): Promise<"refused" | "unknown"> {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (REFUSED.test(code)) {
      const rolledBack = await this.#client?.query("ROLLBACK").then(
        () => true,
        () => false,
      );
      if (rolledBack) return "refused";
    }
    await this.#disconnect();
    return "unknown";
  }

  /** After a lost answer each row is either as it was or as it should become. */
  async #learn(ids: readonly number[], before: readonly Row[], after: readonly Row[]): Promise<void> {
    const rows = await this.#read(ids);
    const same = (rows_: readonly Row[]) => ids.every((id, index) => sameRow(rows.get(id), rows_[index]));
    if (!same(before) && !same(after))
      this.violations.push(`Rows ${ids.join(", ")} are neither before nor after a lost commit.`);
    for (const id of ids) this.#model.set(id, rows.get(id));
  }

  async #check(ids: readonly number[]): Promise<void> {
    const rows = await this.#read(ids);
    for (const id of ids) {
      if (!sameRow(rows.get(id), this.#model.get(id)))
        this.violations.push(`Row ${id} is not what the application wrote last.`);
    }
  }

  /** Reads with the keys of the phase alone, as a task does. Tries until the database answers. */
  async #read(ids: readonly number[]): Promise<Model> {
    for (;;) {
      try {
        const client = await this.#connected();
        const { rows } = await client.query<{ id: string } & Record<CellColumn, Buffer | null>>(
          `SELECT id, ${CELLS.join(", ")} FROM patient_persons WHERE id = ANY ($1)`,
          [ids],
        );
        return new Map(
          rows.map((row) => [
            Number(row.id),
            {
              phone_encrypted: this.#opened(row, "phone_encrypted"),
              emergency_contact_phone_encrypted: this.#opened(row, "emergency_contact_phone_encrypted"),
            },
          ]),
        );
      } catch {
        await this.#disconnect();
        await new Promise((done) => setTimeout(done, 50));
      }
    }
  }

  #opened(row: { id: string } & Record<CellColumn, Buffer | null>, column: CellColumn): string | null {
    const blob = row[column];
    if (blob === null) return null;
    try {
      return decrypt(this.#phase.keys.keyring, blob).toString("utf8");
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      this.violations.push(
        `A reader with the keys of the phase cannot open ${column} of row ${row.id} (${code}).`,
      );
      return "unreadable";
    }
  }

  async #connected(): Promise<Client> {
    if (this.#client) return this.#client;
    const client = new Client({ connectionString: this.#url, application_name: "application" });
    client.on("error", () => undefined);
    await client.connect();
    await client.query("SET lock_timeout = '5s'");
    return (this.#client = client);
  }

  async #disconnect(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }
}

export function sameRow(one: Row, other: Row): boolean {
  if (!one || !other) return one === other;
  return CELLS.every((column) => one[column] === other[column]);
}
