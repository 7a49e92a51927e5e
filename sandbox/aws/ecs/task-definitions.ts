import type { z } from "zod";
import { ApiError } from "../api-error.ts";
import type { StateFile } from "../state-file.ts";
import type { registration, TaskDefinition } from "./task-definition.ts";

/** The task definitions of the account, kept in the state file. */
export class TaskDefinitions {
  readonly #file: StateFile;
  readonly #arnPrefix: string;

  constructor(file: StateFile, region: string, account: string) {
    this.#file = file;
    this.#arnPrefix = `arn:aws:ecs:${region}:${account}:task-definition/`;
  }

  register(input: z.output<typeof registration>): TaskDefinition {
    const revision = this.#family(input.family).length + 1;
    const definition: TaskDefinition = {
      ...input,
      taskDefinitionArn: `${this.#arnPrefix}${input.family}:${revision}`,
      revision,
      status: "ACTIVE",
      registeredAt: Date.now() / 1000,
    };
    this.#file.state.taskDefinitions.push(definition);
    this.#file.save();
    return definition;
  }

  /** By ARN, `family:revision`, or family for its newest revision. */
  find(id: string): TaskDefinition {
    const wanted = id.startsWith(this.#arnPrefix) ? id.slice(this.#arnPrefix.length) : id;
    const [family = "", revision] = wanted.split(":");
    const all = this.#family(family);
    const found = revision === undefined ? all.at(-1) : all.find((one) => String(one.revision) === revision);
    if (!found) throw new ApiError("ClientException", "Unable to describe task definition.");
    return found;
  }

  has(family: string): boolean {
    return this.#family(family).length > 0;
  }

  #family(family: string): TaskDefinition[] {
    return this.#file.state.taskDefinitions.filter((one) => one.family === family);
  }
}
