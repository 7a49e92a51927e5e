interface Stored {
  [field: string]: unknown;
  uid?: string;
  grantId?: string;
  consumed?: number;
}

interface Entry {
  payload: Stored;
  expiresAt: number;
}

/** Sessions, codes and grants of the sandbox's sign-in; everybody signs in again after a restart. */
export function createMemoryStore(): new (model: string) => object {
  const entries = new Map<string, Entry>();

  function live(key: string): Stored | undefined {
    const entry = entries.get(key);
    if (entry && entry.expiresAt > Date.now()) return entry.payload;
    entries.delete(key);
    return undefined;
  }

  return class MemoryStore {
    #model: string;

    constructor(model: string) {
      this.#model = model;
    }

    async upsert(id: string, payload: Stored, expiresIn?: number): Promise<void> {
      const expiresAt = expiresIn === undefined ? Number.POSITIVE_INFINITY : Date.now() + expiresIn * 1_000;
      entries.set(`${this.#model}:${id}`, { payload, expiresAt });
    }

    async find(id: string): Promise<Stored | undefined> {
      return live(`${this.#model}:${id}`);
    }

    async findByUid(uid: string): Promise<Stored | undefined> {
      const found = [...entries].find(
        ([key, { payload }]) => key.startsWith(`${this.#model}:`) && payload.uid === uid,
      );
      return found && live(found[0]);
    }

    async consume(id: string): Promise<void> {
      const payload = live(`${this.#model}:${id}`);
      if (payload) payload.consumed = Math.floor(Date.now() / 1_000);
    }

    async destroy(id: string): Promise<void> {
      entries.delete(`${this.#model}:${id}`);
    }

    async revokeByGrantId(grantId: string): Promise<void> {
      for (const [key, { payload }] of entries) if (payload.grantId === grantId) entries.delete(key);
    }
  };
}
