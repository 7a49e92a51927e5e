import {
  CloudWatchLogsClient,
  type FilteredLogEvent,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import type { LogFindings, Logs } from "#lib/ports/logs.ts";
import { type AwsCalls, callsOf } from "../aws/aws-calls.ts";
import { type AwsConnection, clientOptions } from "../aws/aws-connection.ts";
import { CLOUDWATCH_LOGS } from "./cloudwatch-logs.ts";
import { ERROR_FILTER } from "./error-filter.ts";
import { isError } from "./is-error.ts";
import { type LogLine, parseLine } from "./parse-line.ts";
import { redactLine } from "./redact-line.ts";

export interface LogsConfig extends AwsConnection {
  logGroup: string;
  /**
   * What CloudWatch looks for, case-sensitive. It must let every line through that can be an error: a platform that logs
   * numeric levels (50 for an error) gives a pattern of its own.
   */
  filterPattern?: string;
  /** A line that this finds is an error too, whatever its level. */
  errorPattern?: RegExp;
}

interface Connection extends AwsCalls {
  client: CloudWatchLogsClient;
  config: LogsConfig;
}

interface Match {
  at: number;
  line: LogLine;
}

const SAMPLES = 3;
const MINUTE_MS = 60_000;
/** A busy group answers from the first, so that only a quiet one is searched for a day. */
const WINDOWS_MS = [MINUTE_MS, 15 * MINUTE_MS, 24 * 60 * MINUTE_MS];

function connect(config: LogsConfig): Connection {
  const client = new CloudWatchLogsClient(clientOptions({ timeoutMs: 10_000, ...config }));
  return { client, config, ...callsOf(CLOUDWATCH_LOGS, `the log group ${config.logGroup}`) };
}

/** Every event since then, page by page; pages may be empty. */
function events(
  { client, config, items }: Connection,
  search: { startTime: number; endTime?: number; filterPattern?: string },
): AsyncGenerator<FilteredLogEvent> {
  const input = { logGroupName: config.logGroup, ...search, startTime: Math.max(0, search.startTime) };
  return items({
    action: "FilterLogEvents",
    pages: paginateFilterLogEvents({ client }, input),
    read: (page) => ({ items: page.events, next: page.nextToken }),
  });
}

async function findErrors(connection: Connection, since: Date, until?: Date): Promise<LogFindings> {
  let matches = 0;
  let newest: Match[] = [];
  const { filterPattern = ERROR_FILTER, errorPattern } = connection.config;
  const end = until && { endTime: until.getTime() };
  for await (const event of events(connection, { startTime: since.getTime(), ...end, filterPattern })) {
    const line = parseLine(event.message ?? "");
    if (!isError(line, errorPattern)) continue;
    matches += 1;
    newest = [...newest, { at: event.timestamp ?? 0, line }]
      .toSorted((a, b) => b.at - a.at)
      .slice(0, SAMPLES);
  }
  return {
    matches,
    newestEventAt: newest[0] ? new Date(newest[0].at) : null,
    samples: newest.map(({ line }) => redactLine(line)),
  };
}

async function newestEvent(connection: Connection): Promise<Date | null> {
  for (const window of WINDOWS_MS) {
    let newest = 0;
    for await (const event of events(connection, { startTime: Date.now() - window })) {
      newest = Math.max(newest, event.timestamp ?? 0);
    }
    if (newest > 0) return new Date(newest);
  }
  return null;
}

/**
 * One log group. CloudWatch narrows the lines down by the filter; of those, an error is one with a level of ERROR or worse,
 * with the words of a failed encryption or decryption, or that the pattern finds. The newest event is looked for in the last 24 hours.
 */
export function createLogs(config: LogsConfig): Logs {
  const connection = connect(config);
  return {
    findErrors: (since, until) => findErrors(connection, since, until),
    newestEvent: () => newestEvent(connection),
  };
}
