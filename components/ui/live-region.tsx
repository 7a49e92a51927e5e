/** Stays in the page; a changed message is read aloud when the listener is idle. */
export function LiveRegion({ message }: { message: string }) {
  return <output className="sr-only">{message}</output>;
}
