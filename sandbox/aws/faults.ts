export type Fault =
  /** Refused before anything is done. */
  | { kind: "throttle" | "server-error" | "access-denied"; action: string; times?: number }
  /** Done, and then the connection is cut instead of an answer. */
  | { kind: "lose-answer"; action: string; times?: number }
  /** Not done, and answered with this, as by something that stands in between. */
  | { kind: "garbage"; action: string; body: string; times?: number }
  /** Not done, and never answered. */
  | { kind: "hang"; action: string; times?: number }
  | { kind: "delay"; action: string; milliseconds: number; times?: number }
  /** New tasks stay PENDING until the fault is cleared. */
  | { kind: "stuck-deployment" };

type ActionFault = Exclude<Fault, { kind: "stuck-deployment" }>;

/** Faults of the endpoint; `action` is an API action such as `PutSecretValue`, or `*`. Without `times` a fault stays until cleared. */
export class Faults {
  #active: (ActionFault & { left: number })[] = [];
  #stuck = false;

  inject(fault: Fault): void {
    if (fault.kind === "stuck-deployment") this.#stuck = true;
    else this.#active.push({ ...fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#active = [];
    this.#stuck = false;
  }

  get stuckDeployment(): boolean {
    return this.#stuck;
  }

  active(): Fault[] {
    const stuck: Fault[] = this.#stuck ? [{ kind: "stuck-deployment" }] : [];
    return [...this.#active.map(({ left: _left, ...fault }) => fault), ...stuck];
  }

  /** Uses up one occurrence of each fault that applies to this call. */
  take(action: string): ActionFault[] {
    const hits = this.#active.filter((fault) => fault.action === action || fault.action === "*");
    for (const fault of hits) fault.left -= 1;
    this.#active = this.#active.filter((fault) => fault.left > 0);
    return hits;
  }
}
