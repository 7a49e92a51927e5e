import { Pool } from "pg";
import { decrypt, encrypt } from "#lib/crypto/envelope.ts";
import type { Keyring } from "#lib/crypto/keyring.ts";
import { percentile } from "./figures.ts";

const CONNECTIONS = 10;

export interface ApplicationRun {
  requests: number;
  /** Milliseconds from the instant at which a request was due. */
  p50: number;
  p99: number;
  most: number;
  /** Stored values that were not what the application had last written there. */
  lostUpdates: number;
  decryptFailures: number;
  errors: number;
}

export interface ApplicationOptions {
  rows: number;
  /** The keys as they are configured at this moment: every version to read with, the current one to write with. */
  keyring: () => Keyring;
  perSecond: number;
  requests: number;
}

/**
 * An application with an open loop: requests are due at a fixed rate, whether earlier ones are answered or not. One half
 * reads a patient's phone, the other writes a new one and gets back the value that it replaced; both are compared with
 * what the application knows it wrote.
 */
export async function runApplication(url: string, options: ApplicationOptions): Promise<ApplicationRun> {
  const pool = new Pool({ connectionString: url, max: CONNECTIONS });
  const application = new Application(pool, options);
  await application.learn();
  const begun = performance.now();
  const answers: Promise<void>[] = [];
  await new Promise<void>((done) => {
    const send = () => {
      const due = Math.floor(((performance.now() - begun) * options.perSecond) / 1000);
      while (answers.length <= due && answers.length < options.requests) {
        answers.push(application.request(begun + (answers.length * 1000) / options.perSecond));
      }
      if (answers.length < options.requests) setTimeout(send, 1);
      else done();
    };
    send();
  });
  await Promise.all(answers);
  await application.compareAll();
  await pool.end();
  return application.report();
}

class Application {
  readonly #pool: Pool;
  readonly #options: ApplicationOptions;
  readonly #model = new Map<number, string>();
  readonly #busy = new Set<number>();
  readonly #latencies: number[] = [];
  #lost = 0;
  #unreadable = 0;
  #errors = 0;
  #count = 0;

  constructor(pool: Pool, options: ApplicationOptions) {
    this.#pool = pool;
    this.#options = options;
  }

  async learn(): Promise<void> {
    for (const [id, text] of await this.#stored()) this.#model.set(id, text);
  }

  async compareAll(): Promise<void> {
    for (const [id, text] of await this.#stored()) if (this.#model.get(id) !== text) this.#lost += 1;
  }

  async request(due: number): Promise<void> {
    this.#count += 1;
    const id = this.#freeRow();
    this.#busy.add(id);
    try {
      await (this.#count % 2 === 0 ? this.#read(id) : this.#write(id, `changed ${this.#count}`));
    } catch {
      this.#errors += 1;
    }
    this.#busy.delete(id);
    this.#latencies.push(performance.now() - due);
  }

  report(): ApplicationRun {
    return {
      requests: this.#latencies.length,
      p50: percentile(this.#latencies, 0.5),
      p99: percentile(this.#latencies, 0.99),
      most: Math.max(...this.#latencies),
      lostUpdates: this.#lost,
      decryptFailures: this.#unreadable,
      errors: this.#errors,
    };
  }

  #freeRow(): number {
    for (;;) {
      const id = 1 + Math.floor(Math.random() * this.#options.rows);
      if (!this.#busy.has(id)) return id;
    }
  }

  async #read(id: number): Promise<void> {
    const { rows } = await this.#pool.query<{ blob: Buffer }>(
      "SELECT phone_encrypted AS blob FROM patient_persons WHERE id = $1",
      [id],
    );
    this.#compare(id, rows[0]?.blob);
  }

  async #write(id: number, text: string): Promise<void> {
    const { rows } = await this.#pool.query<{ blob: Buffer }>(
      `UPDATE patient_persons SET phone_encrypted = $1, updated_at = now() WHERE id = $2
       RETURNING old.phone_encrypted AS blob`,
      [encrypt(this.#options.keyring(), Buffer.from(text)), id],
    );
    this.#compare(id, rows[0]?.blob);
    this.#model.set(id, text);
  }

  #compare(id: number, blob: Buffer | undefined): void {
    const text = this.#open(blob);
    if (text !== undefined && text !== this.#model.get(id)) this.#lost += 1;
  }

  #open(blob: Buffer | undefined): string | undefined {
    try {
      return decrypt(this.#options.keyring(), blob ?? Buffer.alloc(0)).toString("utf8");
    } catch {
      this.#unreadable += 1;
      return undefined;
    }
  }

  async #stored(): Promise<[number, string][]> {
    const { rows } = await this.#pool.query<{ id: string; blob: Buffer }>(
      "SELECT id, phone_encrypted AS blob FROM patient_persons",
    );
    return rows.map(({ id, blob }) => [Number(id), this.#open(blob) ?? ""]);
  }
}
