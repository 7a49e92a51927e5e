import { type FaultName, type FaultStatus, SYSTEM_NAMES } from "../company-faults.ts";
import type { CompanyStatus, SecretVersionStatus } from "../company-status.ts";
import { escapeHtml } from "./escape-html.ts";

export const CONTROL_STYLE = `
:root { color-scheme: light dark; font: 0.9375rem/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem; }
h1 { font-size: 1.25rem; } h2 { font-size: 1rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; }
th, td { text-align: left; vertical-align: top; padding: 0.375rem 1rem 0.375rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
th { font-weight: 600; } code { font-size: 0.875em; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1.5rem; margin: 0; } dd { margin: 0; }
`;

/** Replaces the figures every two seconds; the page works without it. */
export const CONTROL_SCRIPT = `
setInterval(async () => {
  if (document.hidden || document.querySelector("details[open]")) return;
  const page = new DOMParser().parseFromString(await (await fetch("/")).text(), "text/html");
  document.querySelector("main").replaceWith(page.querySelector("main"));
}, 2000);
`;

function table(caption: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const titles = head.map((title) => `<th scope="col">${title}</th>`).join("");
  const lines = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("");
  return `<h2>${caption}</h2><div class="scroll"><table><thead><tr>${titles}</tr></thead><tbody>${lines}</tbody></table></div>`;
}

function facts(caption: string, pairs: readonly (readonly [string, string | number])[]): string {
  const items = pairs.map(([term, value]) => `<dt>${escapeHtml(term)}</dt><dd>${escapeHtml(value)}</dd>`);
  return `<h2>${caption}</h2><dl>${items.join("")}</dl>`;
}

function secretRow({ versionId, labels, createdAt, entries }: SecretVersionStatus): string[] {
  const names = entries.map((name) => `<code>${escapeHtml(name)}</code>`).join(", ");
  return [
    `<code>${escapeHtml(versionId)}</code>`,
    labels.length === 0 ? "no label" : labels.map(escapeHtml).join(", "),
    escapeHtml(createdAt),
    `<details><summary>${entries
      .filter((name) => name.startsWith("ENCRYPTION_"))
      .map(escapeHtml)
      .join(", ")} and others</summary>${names}</details>`,
  ];
}

function link(url: string, words: string): string {
  return `<a href="${escapeHtml(url)}">${escapeHtml(words)}</a>`;
}

function outsideTables({ issues, messages, alerts, vault }: CompanyStatus): string {
  return [
    table(
      "Issues on GitHub",
      ["Issue", "Title", "State", "Comments"],
      issues.map((issue) => [
        link(issue.url, `#${issue.number}`),
        escapeHtml(issue.title),
        escapeHtml(issue.state),
        escapeHtml(issue.comments),
      ]),
    ),
    table(
      "Messages in Slack",
      ["Time", "Channel", "Message"],
      messages.map((message) => [
        link(message.url, message.at),
        escapeHtml(`#${message.channel}`),
        escapeHtml(message.text),
      ]),
    ),
    table(
      "Alerts of PagerDuty",
      ["Since", "State", "Alert", "Triggers"],
      alerts.map(({ at, state, summary, triggers }) => [at, state, summary, triggers].map(escapeHtml)),
    ),
    table(
      "Items in 1Password",
      ["Created", "Title"],
      vault.map(({ title, createdAt }) => [escapeHtml(createdAt), escapeHtml(title)]),
    ),
  ].join("");
}

function form(name: FaultName, words: string): string {
  return `<form method="post" action="/faults/${name}"><button>${words}</button></form>`;
}

function faultForms({ logSourceStopped, backupStale, datadogAlerts, down }: FaultStatus): string {
  const outages = SYSTEM_NAMES.map((name) =>
    form(`outage-of-${name}`, down.includes(name) ? `Bring ${name} back` : `Switch ${name} off`),
  );
  return `<h2>Faults</h2>${[
    form("decrypt-failure", "Inject a decrypt failure"),
    form("log-source", logSourceStopped ? "Start the log source again" : "Stop the log source"),
    form("stale-backup", backupStale ? "Make the backup recent again" : "Make the backup older than 24 h"),
    form("sentry-issue", "Report an issue in Sentry"),
    form("datadog-alert", datadogAlerts ? "Calm the Datadog monitor" : "Make the Datadog monitor alert"),
    ...outages,
  ].join("")}`;
}

function sections(status: CompanyStatus): string {
  const { tasks, traffic, secret, columns } = status;
  const { count, unchanged } = secret.otherEntries;
  return [
    facts("The platform's traffic", [
      ["Since", traffic.since],
      ["Requests", traffic.requests],
      ["Failed requests", traffic.failures],
      ["Decrypt failures", traffic.decryptFailures],
      ["Lost writes", traffic.lostWrites],
      ["Writes without an answer", traffic.unansweredWrites],
    ]),
    table(
      "Tasks of the core API",
      ["Task", "Status", "Healthy", "Key version", "Decrypt failures", "Definition", "Stopped because"],
      tasks.map((task) => [
        `<code>${escapeHtml(task.id)}</code>`,
        escapeHtml(`${task.lastStatus} → ${task.desiredStatus}`),
        task.healthy ? "yes" : "no",
        escapeHtml(task.keyVersion ?? "–"),
        escapeHtml(task.decryptFailures ?? "–"),
        escapeHtml(task.taskDefinition),
        escapeHtml(task.stoppedReason ?? ""),
      ]),
    ),
    table(
      "Encrypted columns",
      ["Column", "Rows per version byte", "Empty", "NULL"],
      columns.map((column) => [
        `<code>${escapeHtml(column.column)}</code>`,
        escapeHtml(
          Object.entries(column.versions)
            .map(([version, rows]) => `${version}: ${rows}`)
            .join(" · "),
        ),
        escapeHtml(column.empty),
        escapeHtml(column.null),
      ]),
    ),
    table(
      "Versions of the secret",
      ["Version", "Labels", "Created", "Entries"],
      secret.versions.map(secretRow),
    ),
    `<p>The other ${count} entries unchanged since seeding: <strong>${unchanged ? "yes" : "no"}</strong></p>`,
    outsideTables(status),
    faultForms(status.faults),
  ].join("");
}

/** The company in figures; `null` while it is starting. */
export function controlPage(status: CompanyStatus | null): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Sandbox: the company around Keyturn</title>
<link rel="stylesheet" href="/control.css"><script src="/control.js" defer></script></head>
<body><main><h1>Sandbox: the company around Keyturn</h1>
<p>Invented people and records on this machine only. The same as data: <a href="/status.json">status.json</a></p>
${status ? sections(status) : "<p>Starting.</p>"}</main></body></html>`;
}
