import { z } from "zod";
import { type Handler, json, type OutsideAnswer, type OutsideRequest, parseBody } from "./exchange.ts";
import type { OutsideState, StoredIssue } from "./outside-state.ts";

export interface GitHubPlace {
  /** `owner/name`. */
  repository: string;
  token: string;
  /** Where people see the repository. */
  webUrl: string;
}

const NewIssue = z.object({
  title: z.string().min(1).max(256),
  body: z.string().max(65_536).default(""),
  labels: z.array(z.string()).default([]),
});
const Change = z.object({ state: z.enum(["open", "closed"]) });
const NewComment = z.object({ body: z.string().min(1).max(65_536) });

const NOT_FOUND = json(404, { message: "Not Found" });
const UNPROCESSABLE = json(422, { message: "Validation Failed" });

function show({ repository, webUrl }: GitHubPlace, issue: StoredIssue): object {
  return {
    number: issue.number,
    title: issue.title,
    body: issue.body,
    state: issue.state,
    created_at: issue.createdAt,
    labels: issue.labels.map((name) => ({ name })),
    html_url: `${webUrl}/${repository}/issues/${issue.number}`,
  };
}

function pageOf<Item>(items: Item[], query: URLSearchParams): Item[] {
  const size = Math.min(Number(query.get("per_page") ?? 30), 100);
  const start = (Number(query.get("page") ?? 1) - 1) * size;
  return items.slice(start, start + size);
}

/** Newest first, as GitHub lists them unless told otherwise. */
function listIssues(place: GitHubPlace, { issues }: OutsideState, query: URLSearchParams): OutsideAnswer {
  const state = query.get("state") ?? "open";
  const labels = query.get("labels")?.split(",") ?? [];
  const wanted = issues.filter(
    (issue) =>
      (state === "all" || issue.state === state) && labels.every((label) => issue.labels.includes(label)),
  );
  return json(
    200,
    pageOf(wanted.toReversed(), query).map((issue) => show(place, issue)),
  );
}

function createIssue(place: GitHubPlace, state: OutsideState, request: OutsideRequest): OutsideAnswer {
  const parsed = NewIssue.safeParse(parseBody(request));
  if (!parsed.success) return UNPROCESSABLE;
  const issue: StoredIssue = {
    ...parsed.data,
    number: state.issues.length + 1,
    state: "open",
    createdAt: new Date().toISOString(),
    comments: [],
  };
  state.issues.push(issue);
  state.save();
  return json(201, show(place, issue));
}

function changeIssue(
  place: GitHubPlace,
  state: OutsideState,
  { issue, request }: { issue: StoredIssue; request: OutsideRequest },
): OutsideAnswer {
  const parsed = Change.safeParse(parseBody(request));
  if (!parsed.success) return UNPROCESSABLE;
  issue.state = parsed.data.state;
  state.save();
  return json(200, show(place, issue));
}

function addComment(state: OutsideState, issue: StoredIssue, request: OutsideRequest): OutsideAnswer {
  const parsed = NewComment.safeParse(parseBody(request));
  if (!parsed.success) return UNPROCESSABLE;
  const comment = { id: issue.comments.length + 1, ...parsed.data, createdAt: new Date().toISOString() };
  issue.comments.push(comment);
  state.save();
  return json(201, comment);
}

/** Issues and their comments of one repository, as GitHub's REST API answers for them. */
export function githubApi(place: GitHubPlace, state: OutsideState): Handler {
  const root = `/repos/${place.repository}/issues`;
  return (request) => {
    if (request.headers.authorization !== `Bearer ${place.token}`) {
      return json(401, { message: "Bad credentials" });
    }
    if (request.path === root) {
      if (request.method === "GET") return listIssues(place, state, request.query);
      return request.method === "POST" ? createIssue(place, state, request) : NOT_FOUND;
    }
    const [, number, comments] = /^\/(\d+)(\/comments)?$/.exec(request.path.slice(root.length)) ?? [];
    const issue = state.issues.find((one) => one.number === Number(number));
    if (!issue || !request.path.startsWith(root)) return NOT_FOUND;
    const what = `${request.method}${comments ?? ""}`;
    if (what === "GET") return json(200, show(place, issue));
    if (what === "PATCH") return changeIssue(place, state, { issue, request });
    if (what === "GET/comments") return json(200, pageOf(issue.comments, request.query));
    return what === "POST/comments" ? addComment(state, issue, request) : NOT_FOUND;
  };
}
