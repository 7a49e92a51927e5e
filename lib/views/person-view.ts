import type { PersonView } from "../domain/rotation/views.ts";

export function personView({ id, name, email }: PersonView): PersonView {
  return { id, name, email };
}
