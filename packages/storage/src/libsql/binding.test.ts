import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bindable, Connection, SqliteFailure } from './binding.js';
import { classify } from './result-codes.js';

describe('the libsql binding', () => {
  let connection: Connection;

  beforeEach(() => {
    connection = new Connection(':memory:', 0);
    connection.exec(
      'CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, s TEXT, b BLOB) STRICT; PRAGMA foreign_keys=ON;' +
        'CREATE TABLE u (n INTEGER NOT NULL UNIQUE CHECK (n > 0), t INTEGER REFERENCES t (id)) STRICT',
    );
  });

  afterEach(() => {
    connection.close();
  });

  it.each<[Bindable, string, unknown]>([
    [true, 'integer', 1],
    [false, 'integer', 0],
    [7, 'integer', 7],
    [-1, 'integer', -1],
    [Number.MAX_SAFE_INTEGER, 'integer', Number.MAX_SAFE_INTEGER],
    [12n, 'integer', 12],
    [null, 'null', null],
  ])('stores %s in an integer column as %s', (value, type, read) => {
    expect(connection.prepare('INSERT INTO t (n) VALUES (?)').run([value])).toBe(1);
    expect(connection.prepare('SELECT n, typeof(n) AS type FROM t').all([])).toEqual([{ n: read, type }]);
  });

  it('reads blobs as Uint8Array, whatever they were bound as', () => {
    const pooled = Buffer.from('bytes');
    const insert = connection.prepare('INSERT INTO t (b) VALUES (?)');
    for (const bytes of [pooled, new Uint8Array(pooled), pooled.subarray(0, 0)]) insert.run([bytes]);
    const rows = connection.prepare('SELECT b FROM t ORDER BY id').all([]);
    expect(rows.map((row) => row['b'])).toEqual([new Uint8Array(pooled), new Uint8Array(pooled), new Uint8Array(0)]);
    expect(connection.prepare('SELECT b FROM t ORDER BY id').first([])).toEqual({ b: new Uint8Array(pooled) });
  });

  it('throws for what libsql would abort the process on', () => {
    const statement = connection.prepare('SELECT ?');
    for (const value of [undefined, {}, new Date(0), new ArrayBuffer(1), Symbol('s'), (): void => undefined]) {
      expect(() => statement.all([value as unknown as Bindable])).toThrow(TypeError);
    }
  });

  it('holds no snapshot after first()', () => {
    connection.exec('INSERT INTO t (n) VALUES (1), (2)');
    connection.prepare('SELECT n FROM t').first([]);
    expect(connection.inTransaction).toBe(false);
    expect(() => {
      connection.exec('DROP TABLE u; DROP TABLE t');
    }).not.toThrow();
  });

  it('tells conflicts from bugs and from a failing engine', () => {
    connection.exec('INSERT INTO t (id) VALUES (1); INSERT INTO u VALUES (1, 1)');
    const failureOf = (sql: string): unknown => {
      try {
        connection.exec(sql);
      } catch (error) {
        expect(error).toBeInstanceOf(SqliteFailure);
        return classify(error);
      }
      return 'no failure';
    };
    expect(failureOf('INSERT INTO t (id) VALUES (1)')).toBe('conflict');
    expect(failureOf('INSERT INTO u VALUES (1, 1)')).toBe('conflict');
    expect(failureOf('INSERT INTO u VALUES (2, 9)')).toBe('conflict');
    expect(failureOf('DELETE FROM t')).toBe('conflict');
    expect(failureOf('INSERT INTO u VALUES (NULL, 1)')).toBe('bug');
    expect(failureOf('INSERT INTO u VALUES (0, 1)')).toBe('bug');
    expect(failureOf("INSERT INTO u VALUES ('x', 1)")).toBe('bug');
    connection.exec('PRAGMA query_only=1');
    expect(failureOf('DELETE FROM u')).toBe('unavailable');
    expect(classify(new TypeError('bind'))).toBe('bug');
  });
});
