import { PEOPLE, type Person } from "../people.ts";

export const SIGN_IN_STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; }
main { width: min(26rem, calc(100vw - 2rem)); padding: 2rem 0; }
h1 { font-size: 1.25rem; margin: 0; }
p { margin: 0.25rem 0 1.5rem; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.5rem; }
button { width: 100%; padding: 0.625rem 0.875rem; text-align: left; font: inherit; cursor: pointer;
  border: 1px solid GrayText; border-radius: 0.375rem; background: Canvas; color: CanvasText; }
button:hover { border-color: CanvasText; }
button:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
button span { display: block; font-size: 0.875rem; }
form + form, .cancel { margin-top: 1.5rem; }
`;

export const SIGN_OUT_SCRIPT = `document.querySelector("button[name=logout]").click();\n`;

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><link rel="stylesheet" href="/sign-in.css"></head>
<body><main>${body}</main></body>
</html>`;
}

function personButton({ sub, name, email, title }: Person): string {
  return `<li><button name="account" value="${escapeHtml(sub)}">${escapeHtml(name)}
<span>${escapeHtml(title)} · ${escapeHtml(email)}</span></button></li>`;
}

/** Pick a person; no password, because nobody real signs in here. */
export function signInPage(uid: string): string {
  const action = `/interaction/${encodeURIComponent(uid)}`;
  return page(
    "Sandbox sign-in",
    `<h1>Sandbox sign-in</h1><p>Choose who you are. This stands in for the company's single sign-on.</p>
<form method="post" action="${action}"><ul>${PEOPLE.map(personButton).join("")}</ul></form>
<form method="post" action="${action}"><button name="cancel" value="yes">Cancel</button></form>`,
  );
}

/** `form` is the provider's own, with its request token. The script confirms at once; without it, the button does. */
export function signOutPage(form: string): string {
  return page(
    "Sandbox sign-out",
    `<h1>Sandbox sign-in</h1><p>You are being signed out.</p>${form}
<button form="op.logoutForm" name="logout" value="yes">Sign out</button><script src="/sign-out.js" defer></script>`,
  );
}

export function signedOutPage(): string {
  return page("Signed out", "<h1>Sandbox sign-in</h1><p>You are signed out.</p>");
}

export function signInErrorPage(error: string, description: string): string {
  return page(
    "Sandbox sign-in failed",
    `<h1>Sandbox sign-in failed</h1><p>${escapeHtml(error)}: ${escapeHtml(description)}</p>
<p>Go back to the application and sign in again.</p>`,
  );
}
