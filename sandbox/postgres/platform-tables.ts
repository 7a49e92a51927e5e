import type { ClientBase } from "pg";

/** The platform's own tables, as its procedure shows them. Keyturn never migrates them. */
export async function createPlatformTables(client: ClientBase): Promise<void> {
  await client.query(`
    CREATE TABLE organizations (id bigint PRIMARY KEY, name text NOT NULL);
    CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, role text NOT NULL);
    CREATE TABLE patient_persons (
      id bigint PRIMARY KEY, organization_id bigint REFERENCES organizations, name text,
      phone_encrypted bytea, emergency_contact_phone_encrypted bytea, updated_at timestamptz);
    CREATE TABLE organization_integrations (
      id bigint PRIMARY KEY, organization_id bigint REFERENCES organizations, provider text,
      api_key_encrypted bytea, updated_at timestamptz);
    CREATE TABLE audit_log (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, organization_id bigint, user_id bigint, action text,
      entity_type text, entity_id bigint, changes jsonb, created_at timestamptz, action_context text, ip_address inet);
  `);
}
