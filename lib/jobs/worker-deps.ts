import type { OperationDeps } from "../operations/operation.ts";
import type { Backups } from "../ports/backups.ts";
import type { Chat } from "../ports/chat.ts";
import type { Clock } from "../ports/clock.ts";
import type { CodeHost } from "../ports/code-host.ts";
import type { Fleet } from "../ports/fleet.ts";
import type { Integration } from "../ports/integration.ts";
import type { KeyCustody } from "../ports/key-custody.ts";
import type { Logs } from "../ports/logs.ts";
import type { OutsideMonitor } from "../ports/monitors.ts";
import type { OutsideCheck } from "../ports/outside-check.ts";
import type { Pager } from "../ports/pager.ts";
import type { PlatformData } from "../ports/platform-data.ts";
import type { ReencryptionTasks } from "../ports/reencryption-tasks.ts";
import type { WorkerBuild } from "../ports/worker-build.ts";

/** What the worker is given by its composition root. */
export interface WorkerDeps extends OperationDeps {
  workerId: string;
  custody: KeyCustody;
  fleet: Fleet;
  platformData: PlatformData;
  /** Null when the re-encryption task is not configured. */
  reencryptionTasks: ReencryptionTasks | null;
  backups: Backups;
  logs: Logs;
  monitors: readonly OutsideMonitor[];
  codeHost: CodeHost;
  /** Whom the issue about a rotation mentions. */
  mentions: string;
  chat: Chat;
  /** Null when none is configured. */
  pager: Pager | null;
  /** Null when nobody outside watches the scheduler. */
  outsideCheck: OutsideCheck | null;
  clock: Clock;
  /** Rejects while it cannot be said. */
  build: () => Promise<WorkerBuild>;
  /** Every outside system, in the order in which people see them. */
  integrations: readonly Integration[];
}
