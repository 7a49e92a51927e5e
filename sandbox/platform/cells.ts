/** The encrypted fields of the platform's API, and where each is stored. */
export const FIELDS = {
  phone: { record: "patients", table: "patient_persons", column: "phone_encrypted" },
  "emergency-contact": {
    record: "patients",
    table: "patient_persons",
    column: "emergency_contact_phone_encrypted",
  },
  "api-key": { record: "integrations", table: "organization_integrations", column: "api_key_encrypted" },
} as const;

export type Field = keyof typeof FIELDS;
export const FIELD_NAMES = ["phone", "emergency-contact", "api-key"] as const satisfies readonly Field[];

export interface CellAddress {
  field: Field;
  id: string;
}

export function cellKey({ field, id }: CellAddress): string {
  return `${field}/${id}`;
}
