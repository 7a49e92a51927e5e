/** The server's clock as an ISO instant, read once for each request: the pages of this layout are dynamic. */
export function serverTime(): string {
  return new Date().toISOString();
}
