import type { AwsSandbox } from "./aws/aws-sandbox.ts";
import type { ColumnCount, CompanyDatabase } from "./company-database.ts";
import { type FaultStatus, faultStatus } from "./company-faults.ts";
import type { Outside } from "./outside/start-outside.ts";
import type { Traffic, TrafficCounters } from "./platform/traffic.ts";
import { compareOtherEntries, entryNames, type OtherEntries } from "./secret-contents.ts";

interface TaskStatus {
  id: string;
  lastStatus: string;
  desiredStatus: string;
  healthy: boolean;
  taskDefinition: string;
  /** Of the keyring it loaded at its start; null when it does not answer. */
  keyVersion: number | null;
  decryptFailures: number | null;
  stoppedReason: string | null;
}

export interface SecretVersionStatus {
  versionId: string;
  labels: readonly string[];
  createdAt: string;
  /** Names only. */
  entries: string[];
}

export interface CompanyStatus {
  tasks: TaskStatus[];
  traffic: TrafficCounters;
  secret: { versions: SecretVersionStatus[]; otherEntries: OtherEntries };
  columns: ColumnCount[];
  /** Newest first. */
  issues: { number: number; title: string; state: string; comments: number; url: string }[];
  messages: { channel: string; at: string; text: string; url: string }[];
  alerts: { at: string; state: string; summary: string; triggers: number }[];
  /** Items of 1Password by title; their fields are shown nowhere. */
  vault: { title: string; createdAt: string }[];
  faults: FaultStatus;
}

interface Parts {
  aws: AwsSandbox;
  database: CompanyDatabase;
  traffic: Traffic;
  outside: Outside;
  /** Digest of the secret's other entries, taken at the first start. */
  digestFile: string;
}

interface TaskMetrics {
  keyVersion: number;
  decryptFailures: number;
}

async function taskMetrics(port: number): Promise<TaskMetrics | null> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/metrics.json`, {
      signal: AbortSignal.timeout(1_000),
    });
    return (await answer.json()) as TaskMetrics;
  } catch {
    return null;
  }
}

async function describeTask(task: ReturnType<AwsSandbox["tasks"]>[number]): Promise<TaskStatus> {
  const metrics = task.lastStatus === "STOPPED" ? null : await taskMetrics(task.port);
  return {
    id: task.arn.split("/").at(-1) ?? task.arn,
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    healthy: task.healthy,
    taskDefinition: task.taskDefinition.split("/").at(-1) ?? task.taskDefinition,
    keyVersion: metrics?.keyVersion ?? null,
    decryptFailures: metrics?.decryptFailures ?? null,
    stoppedReason: task.stoppedReason ?? null,
  };
}

function describeOutside(outside: Outside): Pick<CompanyStatus, "issues" | "messages" | "alerts"> {
  return {
    issues: outside
      .issues()
      .map(({ number, title, state, comments, url }) => ({
        number,
        title,
        state,
        comments: comments.length,
        url,
      }))
      .toReversed(),
    messages: outside
      .messages()
      .map(({ channelName, ts, text, url }) => ({
        channel: channelName,
        at: new Date(Number(ts) * 1_000).toISOString(),
        text,
        url,
      }))
      .toReversed(),
    alerts: outside
      .alerts()
      .map(({ createdAt: at, state, summary, triggers }) => ({ at, state, summary, triggers }))
      .toReversed(),
  };
}

/** What the sandbox's company looks like now. Holds no key, no plaintext and no ciphertext. */
export async function readStatus({
  aws,
  database,
  traffic,
  outside,
  digestFile,
}: Parts): Promise<CompanyStatus> {
  const [tasks, columns] = await Promise.all([
    Promise.all(aws.tasks().map(describeTask)),
    database.countVersions(),
  ]);
  return {
    tasks,
    traffic: traffic.counters(),
    secret: {
      versions: aws.secretVersions().map((version) => ({
        versionId: version.versionId,
        labels: version.stages,
        createdAt: version.createdAt.toISOString(),
        entries: entryNames(version.text),
      })),
      otherEntries: compareOtherEntries(aws.secretText(), digestFile),
    },
    columns,
    ...describeOutside(outside),
    vault: outside.vault.items.map(({ title, createdAt }) => ({ title, createdAt })),
    faults: faultStatus(aws, outside),
  };
}
