/** Text for an element or a quoted attribute. */
export function escapeHtml(value: string | number): string {
  return String(value).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
