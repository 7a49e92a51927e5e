/** `Ana Ionescu <ana@example.com>` by name; the address stays within reach. */
export function ActorName({ actor }: { actor: string }) {
  return <span title={actor}>{actor.replace(/ <[^>]*>/, "")}</span>;
}
