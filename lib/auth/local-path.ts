const HERE = "http://console.invalid";

/** A path of this console to go on to after signing in. Anything that could lead elsewhere becomes the overview. */
export function localPath(wanted: unknown): string {
  if (typeof wanted !== "string" || !URL.canParse(wanted, HERE)) return "/";
  const { origin, pathname, search } = new URL(wanted, HERE);
  return origin === HERE && wanted.startsWith("/") && !pathname.startsWith("//") ? pathname + search : "/";
}
