/** Who calls an operation. A person is named by the id that the session row gives, never by anything the client sends. */
export type Caller =
  | {
      kind: "person";
      actorId: string;
      ipAddress: string | null;
      /** When the person last proved who they are to the identity provider; null when it did not say. */
      authTime: Date | null;
    }
  | { kind: "system"; onBehalfOf: string | null }
  | { kind: "anonymous"; ipAddress: string | null };

export const SYSTEM: Caller = { kind: "system", onBehalfOf: null };
