import type { OperationDeps } from "../operations/operation.ts";
import type { Fleet } from "../ports/fleet.ts";
import type { KeyCustody } from "../ports/key-custody.ts";
import type { PlatformData } from "../ports/platform-data.ts";

/** What the worker is given by its composition root. */
export interface WorkerDeps extends OperationDeps {
  workerId: string;
  custody: KeyCustody;
  fleet: Fleet;
  platformData: PlatformData;
}
