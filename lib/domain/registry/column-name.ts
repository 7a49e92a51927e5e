/** A column of the platform's database, by its own names. */
export interface ColumnName {
  schema: string;
  table: string;
  column: string;
}

/** As the catalogue of drift and the pages write it. */
export function fullName({ schema, table, column }: ColumnName): string {
  return `${schema}.${table}.${column}`;
}
