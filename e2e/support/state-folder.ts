import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Makes the folder in which the companies of this run keep their data; returns what removes it. */
export default function makeStateFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "keyturn-e2e-"));
  // As root, PostgreSQL runs as another user and has to pass through.
  chmodSync(folder, 0o711);
  process.env["KEYTURN_E2E_STATE"] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
