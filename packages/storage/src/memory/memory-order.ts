/**
 * By UTF-8 bytes, as SQLite's BINARY collation and PostgreSQL's "C" do; JavaScript's own order differs beyond U+FFFF.
 */
export function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

export function sortedBy<Row>(rows: readonly Row[], of: (row: Row) => string): Row[] {
  return rows.toSorted((a, b) => compareText(of(a), of(b)));
}
