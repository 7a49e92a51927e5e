import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import type { TaskDefinition } from "./ecs/task-definition.ts";
import type { StoredSecret } from "./secrets/stored-secret.ts";

export interface AwsState {
  secrets: StoredSecret[];
  taskDefinitions: TaskDefinition[];
  /** ARN of the task definition that the service runs; undefined before its first start. */
  serviceTaskDefinition?: string;
}

/** The endpoint's memory. `save` replaces the file in one step, so a crash leaves the old state or the new one. */
export class StateFile {
  readonly state: AwsState;
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
    this.state = existsSync(path)
      ? (JSON.parse(readFileSync(path, "utf8")) as AwsState)
      : { secrets: [], taskDefinitions: [] };
  }

  save(): void {
    const temporary = `${this.#path}.${process.pid}.tmp`;
    const file = openSync(temporary, "w", 0o600);
    try {
      writeSync(file, JSON.stringify(this.state));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, this.#path);
  }
}
