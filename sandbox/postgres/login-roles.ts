import { type ClientBase, escapeIdentifier, escapeLiteral } from "pg";

export const LOGIN_ROLES = [
  "restartix_owner",
  "restartix_app",
  "keyturn_web_login",
  "keyturn_worker_login",
  "keyturn_report_login",
] as const;
export type LoginRole = (typeof LOGIN_ROLES)[number];

/** Creates the roles that processes log in as, or gives existing ones these passwords. Run by the superuser. */
export async function createLoginRoles(
  client: ClientBase,
  passwords: Record<LoginRole, string>,
): Promise<void> {
  for (const role of LOGIN_ROLES) {
    const { rowCount } = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [role]);
    const verb = rowCount === 0 ? "CREATE" : "ALTER";
    // The owner creates Keyturn's group roles in grants.sql, as the owner of a managed database would.
    const extra = role === "restartix_owner" ? "CREATEROLE" : "";
    await client.query(
      `${verb} ROLE ${escapeIdentifier(role)} LOGIN ${extra} PASSWORD ${escapeLiteral(passwords[role])}`,
    );
  }
}

/** Least privilege for the logins, granted by the owner once Keyturn's group roles exist; safe to run again. */
export async function grantGroups(owner: ClientBase): Promise<void> {
  await owner.query(`
    GRANT keyturn_web TO keyturn_web_login;
    GRANT keyturn_worker TO keyturn_worker_login;
    GRANT keyturn_report TO keyturn_report_login;
    GRANT SELECT ON organizations, users TO restartix_app;
    GRANT SELECT, INSERT, UPDATE ON patient_persons, organization_integrations TO restartix_app;
    GRANT INSERT ON audit_log TO restartix_app;
  `);
}
