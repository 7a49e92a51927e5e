type Filter = Record<string, string | number>;

/** Address of a table with this filter, order and page; what is empty stays out of it. */
export function tableAddress(path: string, filter: Filter, change: Filter = {}): string {
  const values = Object.entries({ ...filter, ...change }).filter(([, value]) => value !== "");
  const query = new URLSearchParams(values.map(([name, value]) => [name, String(value)])).toString();
  return query === "" ? path : `${path}?${query}`;
}
