import { escapeHtml } from "../control/escape-html.ts";
import type { Handler, OutsideAnswer } from "./exchange.ts";
import type { OutsideState, StoredIssue, StoredMessage } from "./outside-state.ts";
import type { Channel } from "./slack-api.ts";

function page(title: string, content: string): OutsideAnswer {
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title></head>
<body><main><h1>${escapeHtml(title)}</h1>${content}</main></body></html>`;
  const headers = { "content-security-policy": "default-src 'none'; frame-ancestors 'none'" };
  return { status: 200, headers, body: { html } };
}

const text = (words: string) => `<pre>${escapeHtml(words)}</pre>`;

function issuePage({ number, title, state, labels, body, comments }: StoredIssue): OutsideAnswer {
  const said = comments.map(
    ({ createdAt, body: words }) => `<h2>Comment, ${escapeHtml(createdAt)}</h2>${text(words)}`,
  );
  const facts = `<p>${escapeHtml(state)} · ${labels.map(escapeHtml).join(", ")}</p>`;
  return page(`${title} #${number}`, facts + text(body) + said.join(""));
}

function channelPage(name: string, messages: readonly StoredMessage[]): OutsideAnswer {
  const posts = messages.map(({ ts, text: words }) => {
    const at = new Date(Number(ts) * 1_000).toISOString();
    return `<article id="p${ts.replace(".", "")}"><h2>${at}</h2>${text(words)}</article>`;
  });
  return page(`#${name}`, posts.join(""));
}

/** An issue as people see it. */
export function githubPages(repository: string, state: OutsideState): Handler {
  return ({ path }) => {
    const number = Number(path.replace(`/${repository}/issues/`, ""));
    const issue = state.issues.find((one) => one.number === number);
    return issue ? issuePage(issue) : null;
  };
}

/** A channel as people see it. */
export function slackPages(channels: readonly Channel[], state: OutsideState): Handler {
  return ({ path }) => {
    const [, id] = /^\/archives\/(\w+)/.exec(path) ?? [];
    const channel = channels.find((one) => one.id === id);
    if (!channel) return null;
    return channelPage(
      channel.name,
      state.messages.filter((message) => message.channel === id),
    );
  };
}
