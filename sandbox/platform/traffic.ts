import { randomInt } from "node:crypto";
import { z } from "zod";
import { inventedApiKey, inventedPhone } from "../postgres/invented-values.ts";
import { type CellAddress, cellKey, FIELD_NAMES, FIELDS, type Field } from "./cells.ts";
import { type Outcome, sendToAny } from "./send.ts";
import { type ReadTicket, TrafficModel } from "./traffic-model.ts";

/** Since the driver started. */
export interface TrafficCounters {
  since: string;
  requests: number;
  /** Not answered as asked by any task, decrypt failures included. */
  failures: number;
  /** Answers that a task could not decrypt, and stored values that the current keys do not open. */
  decryptFailures: number;
  /** Values found, by the API or in the table, that are not the last acknowledged one. */
  lostWrites: number;
  /** Writes whose answer was lost: either value may be stored, and both are accepted. */
  unansweredWrites: number;
}

export interface TrafficOptions {
  /** Base URLs of the tasks that take requests now. */
  targets: () => readonly string[];
  patientIds: readonly string[];
  integrationIds: readonly string[];
  perSecond: number;
}

/** Reads each stored cell directly: the value, null, or `unreadable`; a missing record is left out. */
export type StoredReader = (field: Field, ids: string[]) => Promise<Map<string, string | null | Unreadable>>;
export const UNREADABLE = Symbol("unreadable");
type Unreadable = typeof UNREADABLE;

const optionalText = z.string().nullable().optional();
const record = z.object({ phone: optionalText, "emergency-contact": optionalText, "api-key": optionalText });
const refusal = z.object({ code: z.string() });
const MAX_IN_FLIGHT = 32;
const TICK_MS = 25;

function pick<T>(from: readonly T[]): T | undefined {
  return from.length === 0 ? undefined : from[randomInt(from.length)];
}

/** Patients' and staff's use of the platform, all the time, with a record of everything that went wrong. */
export class Traffic {
  #options: TrafficOptions;
  #model = new TrafficModel();
  #counters: TrafficCounters;
  #inFlight = new Set<Promise<void>>();
  #reported = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: TrafficOptions) {
    this.#options = options;
    const since = new Date().toISOString();
    this.#counters = {
      since,
      requests: 0,
      failures: 0,
      decryptFailures: 0,
      lostWrites: 0,
      unansweredWrites: 0,
    };
  }

  counters(): TrafficCounters {
    return { ...this.#counters };
  }

  start(): void {
    const begun = performance.now();
    let sent = 0;
    this.#timer = setInterval(() => {
      const due = Math.floor(((performance.now() - begun) * this.#options.perSecond) / 1_000);
      for (; sent < due && this.#inFlight.size < MAX_IN_FLIGHT; sent += 1) this.#launch();
      sent = due;
    }, TICK_MS);
  }

  /** Stops sending; resolves when everything sent has been answered. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#inFlight);
  }

  /** One request of a random kind. */
  async request(): Promise<void> {
    const field = pick([
      "phone",
      "phone",
      "phone",
      "emergency-contact",
      "emergency-contact",
      "api-key",
    ] as const);
    const id = pick(field === "api-key" ? this.#options.integrationIds : this.#options.patientIds);
    if (!field || !id) return;
    const wrote = Math.random() < 0.4 && (await this.write({ field, id }));
    if (!wrote) await this.read({ field, id });
  }

  /** Compares every known cell with what the table holds; returns the number of cells compared. */
  async compareWith(stored: StoredReader): Promise<number> {
    const known = Map.groupBy(this.#model.known(), (address) => address.field);
    let compared = 0;
    for (const [field, addresses] of known) {
      const tickets = addresses.map((address) => ({ id: address.id, read: this.#model.beginRead(address) }));
      const found = await stored(
        field,
        tickets.map(({ id }) => id),
      );
      for (const { id, read } of tickets) {
        this.#judge({ field, id }, read, found.get(id));
        compared += 1;
      }
    }
    return compared;
  }

  /** False when the cell takes no write now. */
  async write(address: CellAddress): Promise<boolean> {
    const value = address.field === "api-key" ? inventedApiKey() : inventedPhone();
    const ticket = this.#model.beginWrite(address, value);
    if (!ticket) return false;
    const path = `/${FIELDS[address.field].record}/${address.id}/${address.field}`;
    const outcome = await this.#send({ method: "PUT", path, body: { value } });
    if (outcome.kind === "answered" && outcome.status === 200) ticket.acknowledged(outcome.retried);
    else if (outcome.kind === "refused") ticket.refused();
    else {
      ticket.answerLost();
      this.#counters.unansweredWrites += 1;
    }
    return true;
  }

  async read({ field, id }: CellAddress): Promise<void> {
    const { record: kind } = FIELDS[field];
    const fields = FIELD_NAMES.filter((name) => FIELDS[name].record === kind);
    const tickets = fields.map((name) => ({ name, ticket: this.#model.beginRead({ field: name, id }) }));
    const outcome = await this.#send({ method: "GET", path: `/${kind}/${id}` });
    const body =
      outcome.kind === "answered" && outcome.status === 200 ? record.safeParse(outcome.body) : null;
    for (const { name, ticket } of tickets) {
      const value = body?.data?.[name];
      if (value === undefined) ticket.abandon();
      else if (!ticket.seen(value)) this.#counters.lostWrites += 1;
    }
  }

  #judge(address: CellAddress, read: ReadTicket, found: string | null | Unreadable | undefined): void {
    if (found !== undefined && found !== UNREADABLE) {
      if (!read.seen(found)) this.#counters.lostWrites += 1;
      return;
    }
    read.abandon();
    // Counted once per cell, however often the comparison is repeated.
    if (this.#reported.has(cellKey(address))) return;
    this.#reported.add(cellKey(address));
    this.#counters[found === UNREADABLE ? "decryptFailures" : "lostWrites"] += 1;
  }

  #launch(): void {
    const sent = this.request().finally(() => this.#inFlight.delete(sent));
    this.#inFlight.add(sent);
  }

  async #send(call: { method: "GET" | "PUT"; path: string; body?: unknown }): Promise<Outcome> {
    this.#counters.requests += 1;
    const outcome = await sendToAny(this.#options.targets, call);
    if (outcome.kind !== "answered" || outcome.status !== 200) this.#counters.failures += 1;
    if (outcome.kind === "answered" && refusal.safeParse(outcome.body).data?.code === "record-unreadable") {
      this.#counters.decryptFailures += 1;
    }
    return outcome;
  }
}
