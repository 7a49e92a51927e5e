import type { Task } from "../ecs/task.ts";

export interface LogEvent {
  eventId: string;
  logStreamName: string;
  timestamp: number;
  ingestionTime: number;
  message: string;
}

const groupOf = (task: Task): string | undefined => {
  const configuration = task.origin.definition.containerDefinitions[0]?.logConfiguration;
  return configuration?.options?.["awslogs-group"];
};

function eventsOf(task: Task): LogEvent[] {
  const container = task.origin.definition.containerDefinitions[0]?.name ?? "";
  return task.output.lines().map(({ at, text }, index) => ({
    eventId: `${task.id}${index}`,
    logStreamName: `ecs/${container}/${task.id}`,
    timestamp: at.getTime(),
    ingestionTime: at.getTime(),
    message: text,
  }));
}

/** What the tasks have printed, by the log groups of their task definitions, and what callers have put into groups of their own. */
export class LogSource {
  /** Switched on, every call is answered with 503. */
  stopped = false;
  readonly #tasks: () => readonly Task[];
  readonly #put = new Map<string, LogEvent[]>();

  constructor(tasks: () => readonly Task[]) {
    this.#tasks = tasks;
  }

  create(group: string): void {
    if (!this.#put.has(group)) this.#put.set(group, []);
  }

  put(group: string, events: LogEvent[]): void {
    this.#put.get(group)?.push(...events);
  }

  /** Oldest first; undefined when nobody created that group and no task ever wrote to it. */
  events(group: string): LogEvent[] | undefined {
    const tasks = this.#tasks().filter((task) => groupOf(task) === group);
    const put = this.#put.get(group);
    if (tasks.length === 0 && !put) return undefined;
    return [...tasks.flatMap(eventsOf), ...(put ?? [])].toSorted((a, b) => a.timestamp - b.timestamp);
  }
}
