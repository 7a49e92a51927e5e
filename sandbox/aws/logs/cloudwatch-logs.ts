import { randomUUID } from "node:crypto";
import { z } from "zod";
import { ApiError } from "../api-error.ts";
import { type AwsService, defineAction } from "../define-action.ts";
import { page } from "../page.ts";
import { compilePattern } from "./filter-pattern.ts";
import type { LogSource } from "./log-source.ts";

const INVALID = "InvalidParameterException";
/** Far below the 10,000 that AWS allows, so that callers have to turn pages. */
const PAGE = 200;

const filter = z.object({
  logGroupName: z.string().min(1).max(512),
  startTime: z.int().min(0).optional(),
  endTime: z.int().min(0).optional(),
  filterPattern: z.string().max(1024).optional(),
  limit: z.int().min(1).max(10_000).optional(),
  nextToken: z.string().optional(),
});

function filterEvents(source: LogSource, input: z.output<typeof filter>): object {
  if (source.stopped) {
    throw new ApiError("ServiceUnavailableException", "The service cannot complete the request.", 503);
  }
  const events = source.events(input.logGroupName);
  if (!events) throw new ApiError("ResourceNotFoundException", "The specified log group does not exist.");
  const matches = compilePattern(input.filterPattern ?? "");
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY } = input;
  const wanted = events.filter(
    ({ timestamp, message }) => timestamp >= startTime && timestamp <= endTime && matches(message),
  );
  const size = Math.min(input.limit ?? PAGE, PAGE);
  const { items, next } = page(wanted, { size, token: input.nextToken, invalidType: INVALID });
  return { events: items, searchedLogStreams: [], nextToken: next };
}

const group = z.object({ logGroupName: z.string().min(1).max(512) });
const stream = group.extend({ logStreamName: z.string().min(1).max(512) });
const writing = stream.extend({
  logEvents: z.array(z.object({ timestamp: z.int().min(0), message: z.string().min(1) })).min(1),
});

function putEvents(source: LogSource, { logGroupName, logStreamName, logEvents }: z.output<typeof writing>) {
  const events = logEvents.map((event) => ({
    ...event,
    eventId: randomUUID(),
    logStreamName,
    ingestionTime: Date.now(),
  }));
  source.put(logGroupName, events);
  return {};
}

/** CloudWatch Logs: reading, and groups that callers create and write themselves. */
export function cloudWatchLogs(source: LogSource): AwsService {
  return {
    target: "Logs_20140328",
    actions: {
      FilterLogEvents: defineAction(filter, (input) => filterEvents(source, input), INVALID),
      CreateLogGroup: defineAction(group, (input) => source.create(input.logGroupName), INVALID),
      CreateLogStream: defineAction(stream, () => ({}), INVALID),
      PutLogEvents: defineAction(writing, (input) => putEvents(source, input), INVALID),
    },
  };
}
