/** Set by the proxy on every request: the path and query that was asked for. What the client sends is overwritten. */
export const PATH_HEADER = "x-keyturn-path";
