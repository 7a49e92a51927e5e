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

/** What the tasks have printed, by the log groups of their task definitions. */
export class LogSource {
  /** Switched on, every call is answered with 503. */
  stopped = false;
  readonly #tasks: () => readonly Task[];

  constructor(tasks: () => readonly Task[]) {
    this.#tasks = tasks;
  }

  /** Oldest first; undefined when no task ever wrote to that group. */
  events(group: string): LogEvent[] | undefined {
    const tasks = this.#tasks().filter((task) => groupOf(task) === group);
    if (tasks.length === 0) return undefined;
    return tasks.flatMap(eventsOf).toSorted((a, b) => a.timestamp - b.timestamp);
  }
}
