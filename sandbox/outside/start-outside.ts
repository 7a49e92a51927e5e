import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { DATADOG, type DatadogAccount, datadogApi } from "./datadog-api.ts";
import type { Handler, OutsideAnswer, OutsideRequest } from "./exchange.ts";
import { type Actions, githubActionsApi } from "./github-actions-api.ts";
import { type GitHubPlace, githubApi } from "./github-api.ts";
import { Interruptions } from "./interruptions.ts";
import { OnePasswordVault, onePasswordApi } from "./onepassword-api.ts";
import { githubPages, slackPages } from "./outside-pages.ts";
import { OutsideState, type StoredAlert, type StoredIssue, type StoredMessage } from "./outside-state.ts";
import { pagerDutyApi } from "./pagerduty-api.ts";
import { type SentryIssue, sentryApi } from "./sentry-api.ts";
import { type Channel, nextTimestamp, slackApi } from "./slack-api.ts";

export interface OutsideOptions {
  /** 0 takes any free port of 127.0.0.1. */
  port: number;
  stateFile: string;
  /** `owner/name`. */
  repository: string;
  githubToken: string;
  slackToken: string;
  channels: readonly Channel[];
}

/** Paths below which a system answers to programs. */
export type OutsideSystem =
  | "github/api"
  | "slack/api"
  | "pagerduty"
  | "sentry"
  | "datadog"
  | "onepassword"
  | "deadman";

export interface Outside {
  githubApiUrl: string;
  slackApiUrl: string;
  pagerDutyApiUrl: string;
  sentryApiUrl: string;
  datadogApiUrl: string;
  onePasswordUrl: string;
  /** Of the monitor that raises an alarm when the scheduler does not ping it. */
  deadmanUrl: string;
  vault: OnePasswordVault;
  actions: Actions;
  /** What the monitors report; whoever changes it makes them report something else. */
  sentryIssues: SentryIssue[];
  datadog: DatadogAccount;
  issues(): readonly (StoredIssue & { url: string })[];
  messages(): readonly (StoredMessage & { channelName: string; url: string })[];
  alerts(): readonly StoredAlert[];
  /** Somebody else writes in the channel of this id. */
  say(channel: string, text: string): void;
  interruptions: Interruptions;
  /** Systems that answer 503 to everything. */
  down: Set<OutsideSystem>;
  stop(): Promise<void>;
}

const UNAVAILABLE: OutsideAnswer = { status: 503, body: { text: "Unavailable" } };
const NOTHING: OutsideAnswer = { status: 404, body: { text: "Not found" } };

async function readRequest(request: IncomingMessage): Promise<OutsideRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://outside");
  return {
    method: request.method ?? "GET",
    path: pathname,
    query: searchParams,
    headers: request.headers,
    body: Buffer.concat(chunks).toString("utf8"),
  };
}

function write(response: ServerResponse, { status, headers, body }: OutsideAnswer): void {
  const [type, text] =
    "json" in body
      ? ["application/json", JSON.stringify(body.json)]
      : "html" in body
        ? ["text/html", body.html]
        : ["text/plain", body.text];
  response.writeHead(status, {
    "content-type": `${type}; charset=utf-8`,
    "cache-control": "no-store",
    ...headers,
  });
  response.end(text);
}

/** The handler with the longest path that the request lies below answers it. */
function route(handlers: Record<string, Handler>, request: OutsideRequest): OutsideAnswer {
  const prefixes = Object.keys(handlers).toSorted((a, b) => b.length - a.length);
  const prefix = prefixes.find((one) => request.path.startsWith(`${one}/`)) ?? "";
  const path = request.path.slice(prefix.length);
  return handlers[prefix]?.({ ...request, path }) ?? NOTHING;
}

async function serve(
  port: number,
  handlers: Record<string, Handler>,
  { interruptions, down }: Pick<Outside, "interruptions" | "down">,
) {
  const server = createServer((incoming, response) => {
    void readRequest(incoming).then((request) => {
      if ([...down].some((system) => request.path.startsWith(`/${system}/`)))
        return write(response, UNAVAILABLE);
      const interruption = interruptions.take(request);
      if (interruption?.kind === "silent") return;
      if (interruption?.kind === "cut") return incoming.socket.destroy();
      if (interruption?.kind === "answer") return write(response, interruption.answer);
      if (interruption?.kind === "slow") {
        setTimeout(() => write(response, route(handlers, request)), interruption.ms).unref();
        return;
      }
      const answer = route(handlers, request);
      if (interruption) incoming.socket.destroy();
      else write(response, answer);
    });
  });
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(port, "127.0.0.1", done);
  });
  return server;
}

function stop(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}

/** Workflows beside issues, behind one token. */
function wholeGitHub(place: GitHubPlace, state: OutsideState, actions: Actions): Handler {
  const { repository, token, webUrl } = place;
  const workflows = githubActionsApi(actions, {
    root: `/repos/${repository}`,
    webUrl: `${webUrl}/${repository}`,
  });
  const issues = githubApi(place, state);
  return (request) =>
    (request.headers.authorization === `Bearer ${token}` && workflows(request)) || issues(request);
}

function addressesOf(url: string) {
  return {
    githubApiUrl: `${url}/github/api`,
    slackApiUrl: `${url}/slack/api`,
    pagerDutyApiUrl: `${url}/pagerduty`,
    sentryApiUrl: `${url}/sentry`,
    datadogApiUrl: `${url}/datadog`,
    onePasswordUrl: `${url}/onepassword`,
    deadmanUrl: `${url}/deadman/keyturn`,
  };
}

/** GitHub, Slack, PagerDuty, Sentry and Datadog as far as Keyturn uses them, and their pages for people, on 127.0.0.1. */
export async function startOutside(options: OutsideOptions): Promise<Outside> {
  const { repository, channels } = options;
  const state = new OutsideState(options.stateFile);
  const interruptions = new Interruptions();
  const vault = new OnePasswordVault(`${options.stateFile}.vault`);
  const down = new Set<OutsideSystem>();
  const sentryIssues: SentryIssue[] = [];
  const datadog: DatadogAccount = { states: new Map([[DATADOG.monitorId, "OK"]]), events: [], page: 10 };
  const handlers: Record<string, Handler> = {
    "/github": githubPages(repository, state),
    "/slack": slackPages(channels, state),
    "/pagerduty": pagerDutyApi(state),
    "/sentry": sentryApi(sentryIssues),
    "/datadog": datadogApi(datadog),
    "/onepassword": onePasswordApi(vault),
    "/deadman": () => ({ status: 200, body: { text: "OK" } }),
  };
  const server = await serve(options.port, handlers, { interruptions, down });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const github = { repository, token: options.githubToken, webUrl: `${url}/github` };
  const actions: Actions = {
    workflow: "deploy.yml",
    runs: [],
    showAfterMs: 0,
    deploy: () => Promise.resolve(),
  };
  handlers["/github/api"] = wholeGitHub(github, state, actions);
  handlers["/slack/api"] = slackApi({ token: options.slackToken, channels, webUrl: `${url}/slack` }, state);
  return {
    ...addressesOf(url),
    vault,
    actions,
    sentryIssues,
    datadog,
    issues: () =>
      state.issues.map((issue) => ({ ...issue, url: `${url}/github/${repository}/issues/${issue.number}` })),
    messages: () =>
      state.messages.map((message) => ({
        ...message,
        channelName: channels.find(({ id }) => id === message.channel)?.name ?? message.channel,
        url: `${url}/slack/archives/${message.channel}/p${message.ts.replace(".", "")}`,
      })),
    alerts: () => state.alerts,
    say: (channel, text) => void state.messages.push({ channel, ts: nextTimestamp(state), text }),
    interruptions,
    down,
    stop: () => stop(server),
  };
}
