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

/** As the engine's census and ledger write it: without the schema `public`. */
export function ledgerName({ schema, table, column }: ColumnName): string {
  return schema === "public" ? `${table}.${column}` : fullName({ schema, table, column });
}
