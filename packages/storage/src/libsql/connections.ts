/** How connections to a store file are set up. Every setting that durability rests on is read back. */
import { assert } from '@strongroom/core/assert.js';
import { Connection } from './binding.js';

/** Another process (a backup, a second front end) may hold the write lock this long before a group fails. */
const BUSY_TIMEOUT_MS = 5000;

/** https://www.sqlite.org/pragma.html#pragma_synchronous */
const SYNCHRONOUS_FULL = 2;

/**
 * The connection that writes: WAL with an fsync at every commit.
 * @param claim runs first, before anything in the file is changed; it throws for a file that is not ours.
 */
export function openWriting(file: string, claim?: (connection: Connection) => void): Connection {
  const connection = new Connection(file, BUSY_TIMEOUT_MS);
  try {
    claim?.(connection);
    connection.exec('PRAGMA journal_mode=WAL');
    // WAL builds often default to NORMAL, which loses the last commits when the power fails.
    connection.exec('PRAGMA synchronous=FULL');
    connection.exec('PRAGMA foreign_keys=ON');
    assert(connection.pragma('journal_mode') === 'wal', 'the store file is not in WAL mode');
    assert(connection.pragma('synchronous') === SYNCHRONOUS_FULL, 'synchronous=FULL did not take');
    assert(connection.pragma('foreign_keys') === 1, 'foreign_keys=ON did not take');
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** A connection that cannot write. libsql ignores its `readonly` option, so the pragma does it. */
export function openReading(file: string): Connection {
  const connection = new Connection(file, BUSY_TIMEOUT_MS);
  try {
    connection.exec('PRAGMA query_only=1');
    assert(connection.pragma('query_only') === 1, 'query_only=1 did not take');
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}
