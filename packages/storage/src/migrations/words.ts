/** What differs between the engines in the wording of a table. */
export interface DialectWords {
  readonly blob: 'blob' | 'bytea';
  /** A 64-bit integer. */
  readonly integer: 'integer' | 'bigint';
  /** The definition of a primary key that grows and is never reused, even after deletion. */
  readonly growingKey: string;
  /** After the closing parenthesis of a table that is found by its primary key. */
  readonly keyedTable: string;
  /** After the closing parenthesis of a table whose rows are large or arrive in order. */
  readonly heapTable: string;
  /** After a text column: byte order, so that pages follow one order everywhere. */
  readonly byteOrder: string;
}

export const LIBSQL_WORDS: DialectWords = {
  blob: 'blob',
  integer: 'integer',
  growingKey: 'integer primary key autoincrement',
  keyedTable: 'strict, without rowid',
  heapTable: 'strict',
  byteOrder: '',
};
