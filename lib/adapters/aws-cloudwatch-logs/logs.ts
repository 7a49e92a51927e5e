import {
  CloudWatchLogsClient,
  type CloudWatchLogsClientConfig,
  type FilteredLogEvent,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import type { LogFindings, Logs } from "#lib/ports/logs.ts";
import { PortError } from "#lib/ports/port-error.ts";
import { isError } from "./is-error.ts";
import { type LogLine, parseLine } from "./parse-line.ts";
import { redactLine } from "./redact-line.ts";
import { translateError } from "./translate-error.ts";

export interface LogsConfig {
  region: string;
  logGroup: string;
  /** AWS itself when absent. */
  endpoint?: string;
  /** The SDK's own chain when absent. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
  /** Of one attempt out of four; 10,000 when absent. */
  timeoutMs?: number;
  /**
   * What CloudWatch looks for, case-sensitive. It must let every line through that can be an error: a platform that logs
   * numeric levels (50 for an error) gives a pattern of its own.
   */
  filterPattern?: string;
}

interface Connection {
  client: CloudWatchLogsClient;
  config: LogsConfig;
}

interface Match {
  at: number;
  line: LogLine;
}

const PATTERN =
  '?encrypt ?Encrypt ?decrypt ?Decrypt ?ERROR ?FATAL ?PANIC ?CRITICAL ?error ?fatal ?panic ?authentication ?"key version"';
const SAMPLES = 3;
const MINUTE_MS = 60_000;
/** A busy group answers from the first, so that only a quiet one is searched for a day. */
const WINDOWS_MS = [MINUTE_MS, 15 * MINUTE_MS, 24 * 60 * MINUTE_MS];

function connect(config: LogsConfig): Connection {
  const options: CloudWatchLogsClientConfig = {
    region: config.region,
    maxAttempts: 4,
    retryMode: "standard",
    requestHandler: {
      connectionTimeout: 2_000,
      requestTimeout: config.timeoutMs ?? 10_000,
      throwOnRequestTimeout: true,
    },
    ...(config.endpoint === undefined ? {} : { endpoint: config.endpoint }),
    ...(config.credentials === undefined ? {} : { credentials: config.credentials }),
  };
  return { client: new CloudWatchLogsClient(options), config };
}

/** Every event since then, page by page; pages may be empty. */
async function* events(
  { client, config }: Connection,
  since: number,
  filterPattern?: string,
): AsyncGenerator<FilteredLogEvent> {
  const input = {
    logGroupName: config.logGroup,
    startTime: Math.max(0, since),
    ...(filterPattern === undefined ? {} : { filterPattern }),
  };
  try {
    for await (const page of paginateFilterLogEvents({ client }, input)) {
      if (!page.events) {
        const message = "The answer to logs:FilterLogEvents is not one of CloudWatch Logs. Try again.";
        throw new PortError("unavailable", message);
      }
      yield* page.events;
    }
  } catch (error) {
    throw translateError(error, config.logGroup);
  }
}

async function findErrors(connection: Connection, since: Date): Promise<LogFindings> {
  let matches = 0;
  let newest: Match[] = [];
  for await (const event of events(connection, since.getTime(), connection.config.filterPattern ?? PATTERN)) {
    const line = parseLine(event.message ?? "");
    if (!isError(line)) continue;
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
    for await (const event of events(connection, Date.now() - window)) {
      newest = Math.max(newest, event.timestamp ?? 0);
    }
    if (newest > 0) return new Date(newest);
  }
  return null;
}

/**
 * One log group. CloudWatch narrows the lines down by the pattern; of those, an error is one with a level of ERROR or
 * worse, or with the words of a failed encryption or decryption. The newest event is looked for in the last 24 hours.
 */
export function createLogs(config: LogsConfig): Logs {
  const connection = connect(config);
  return {
    findErrors: (since) => findErrors(connection, since),
    newestEvent: () => newestEvent(connection),
  };
}
