function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function element(name: string, value: unknown): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map((item) => element(name, item)).join("");
  return `<${name}>${toXml(value)}</${name}>`;
}

/** A plain value as XML: each field an element, each item of an array one more element of the same name. */
export function toXml(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "object" || value === null) return escapeText(String(value));
  return Object.entries(value)
    .map(([name, inner]) => element(name, inner))
    .join("");
}
