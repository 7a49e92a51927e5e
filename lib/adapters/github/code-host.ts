import { z } from "zod";
import type { CodeHost, TrackedIssue } from "#lib/ports/code-host.ts";
import { PortError } from "#lib/ports/port-error.ts";
import { callGitHub, type GitHubConfig } from "./github-client.ts";

const LABEL = "key-rotation";
const PAGE = 100;

const Label = z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]);
const Issue = z.object({
  number: z.int().positive(),
  html_url: z.url({ protocol: /^https?$/ }),
  state: z.enum(["open", "closed"]),
  title: z.string(),
  created_at: z.coerce.date(),
  body: z.string().nullish(),
  labels: z.array(Label),
  /** The list holds pull requests too; only they have this. */
  pull_request: z.unknown().optional(),
});
const Comment = z.object({ body: z.string().nullish() });

type Issue = z.output<typeof Issue>;

/** How far GitHub's clock may differ from the one that an instant was read from. */
const SKEW_MS = 3_600_000;

const mark = (token: string) => `<!-- keyturn:${token} -->`;
const withMark = (text: string, token: string) => `${text}\n\n${mark(token)}\n`;

function tracked({ number, html_url: url, state, title }: Issue): TrackedIssue {
  return { number, url, open: state === "open", title };
}

/** Newest first, of every age. */
async function* issues(config: GitHubConfig, query: Record<string, string>): AsyncGenerator<Issue> {
  for (let page = 1; ; page += 1) {
    const found = await callGitHub(config, {
      method: "GET",
      path: "/issues",
      query: { ...query, sort: "created", direction: "desc", per_page: String(PAGE), page: String(page) },
      answer: z.array(Issue),
    });
    yield* found;
    if (found.length < PAGE) return;
  }
}

async function findRotationIssue(config: GitHubConfig, openedBefore: Date): Promise<TrackedIssue | null> {
  for await (const issue of issues(config, { labels: LABEL, state: "open" })) {
    if (issue.pull_request === undefined && issue.created_at.getTime() < openedBefore.getTime() + SKEW_MS)
      return tracked(issue);
  }
  return null;
}

/** Among issues of any label, for GitHub drops the labels of a token that may not set them. */
async function findMarked(config: GitHubConfig, token: string, since: Date): Promise<Issue | undefined> {
  for await (const issue of issues(config, { state: "all" })) {
    if (issue.body?.includes(mark(token))) return issue;
    if (issue.created_at.getTime() < since.getTime() - SKEW_MS) return undefined;
  }
  return undefined;
}

/** The open issue that the reminder workflow, or a person, has opened for the same rotation. */
async function findTitled(config: GitHubConfig, title: string): Promise<Issue | undefined> {
  for await (const issue of issues(config, { labels: LABEL, state: "open" }))
    if (issue.pull_request === undefined && issue.title === title) return issue;
  return undefined;
}

async function openRotationIssue(
  config: GitHubConfig,
  { title, body, labels, token, since }: Parameters<CodeHost["openRotationIssue"]>[0],
): Promise<TrackedIssue> {
  const wanted = { title, body: withMark(body, token), labels: [...new Set([LABEL, ...labels])] };
  const issue =
    (await findMarked(config, token, since)) ??
    (await findTitled(config, title)) ??
    (await callGitHub(config, { method: "POST", path: "/issues", body: wanted, answer: Issue }));
  if (issue.labels.includes(LABEL)) return tracked(issue);
  const message = `GitHub dropped the label ${LABEL} of issue ${issue.number}: add it by hand, and let the token write to ${config.repository}.`;
  throw new PortError("access-denied", message);
}

async function hasComment(config: GitHubConfig, number: number, token: string): Promise<boolean> {
  for (let page = 1; ; page += 1) {
    const comments = await callGitHub(config, {
      method: "GET",
      path: `/issues/${number}/comments`,
      query: { per_page: String(PAGE), page: String(page) },
      answer: z.array(Comment),
    });
    if (comments.some(({ body }) => body?.includes(mark(token)))) return true;
    if (comments.length < PAGE) return false;
  }
}

async function closeIssue(
  config: GitHubConfig,
  { number, summary, token }: Parameters<CodeHost["closeIssue"]>[0],
): Promise<TrackedIssue> {
  const path = `/issues/${number}`;
  const issue = await callGitHub(config, { method: "GET", path, answer: Issue });
  if (!(await hasComment(config, number, token))) {
    const body = { body: withMark(summary, token) };
    await callGitHub(config, { method: "POST", path: `${path}/comments`, body, answer: Comment });
  }
  if (issue.state === "closed") return tracked(issue);
  const body = { state: "closed", state_reason: "completed" };
  return tracked(await callGitHub(config, { method: "PATCH", path, body, answer: Issue }));
}

/** Issues with the label `key-rotation` in one repository on GitHub. */
export function createCodeHost(config: GitHubConfig): CodeHost {
  return {
    findRotationIssue: ({ openedBefore }) => findRotationIssue(config, openedBefore),
    openRotationIssue: (issue) => openRotationIssue(config, issue),
    closeIssue: (close) => closeIssue(config, close),
  };
}
