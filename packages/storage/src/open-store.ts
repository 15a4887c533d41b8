/** Opens the store in a libsql file: creates, checks, migrates, starts the writer. */
import { resolve } from 'node:path';
import { assert } from '@strongroom/core/assert.js';
import type { Clock, Monotonic } from '@strongroom/core/time.js';
import type { QueueLimits } from './libsql/commit-queue.js';
import type { Connection } from './libsql/binding.js';
import { openReading, openWriting } from './libsql/connections.js';
import { LibsqlDialect } from './libsql/kysely-dialect.js';
import { libsqlReads } from './libsql/libsql-reads.js';
import { LibsqlStore } from './libsql/libsql-store.js';
import { type SpawnWriter, spawnWriterThread } from './libsql/writer-port.js';
import { allMigrations, migrate } from './migrations/migrate.js';
import { LIBSQL_WORDS } from './migrations/words.js';
import { checkIntegrity, claim, fileErrorOf, prepareFile } from './store-file.js';
import { SILENT_LOG, type StoreLog } from './store-log.js';

export interface OpenStoreOptions {
  /** Created when missing, in a folder that is created when missing. */
  readonly file: string;
  /** Names this front end's chain of audit segments; stable across restarts. 1 to 64 characters of A-Z a-z 0-9 . _ - */
  readonly frontEndId: string;
  readonly clock: Clock;
  readonly monotonic: Monotonic;
  readonly log?: StoreLog;
  /** `quick` reads the whole file for damage first; takes about a second per GiB. Default `skip`. */
  readonly integrity?: 'quick' | 'skip';
  /** How much may wait for the writer. Default: limits.ts. */
  readonly queueLimits?: QueueLimits;
  /** How the writer is started; tests put their own in its place. */
  readonly spawn?: SpawnWriter;
}

const FRONT_END_ID = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * SQLite waits for a lock without leaving the thread, so two migrations of one file in one thread would wait for each
 * other: here they take turns. Between processes the busy timeout does that.
 */
let preparing: Promise<void> = Promise.resolve();

/**
 * @throws StoreFileError when the file is damaged, newer than this build, open to other users, or another
 * application's.
 * @throws StoreUnavailableError when the writer cannot start.
 */
export async function openStore(options: OpenStoreOptions): Promise<LibsqlStore> {
  assert(FRONT_END_ID.test(options.frontEndId), 'a front end id has 1 to 64 characters of A-Z a-z 0-9 . _ -');
  const file = resolve(options.file);
  prepareFile(file);
  const prepared = preparing.then(() => prepareDatabase(file, options.integrity === 'quick'));
  preparing = prepared.catch(() => undefined);
  await prepared;
  const reads = libsqlReads(openReading(file));
  const { frontEndId, clock, monotonic, queueLimits } = options;
  const store = new LibsqlStore({
    file,
    frontEndId,
    clock,
    monotonic,
    log: options.log ?? SILENT_LOG,
    reads,
    spawn: options.spawn ?? spawnWriterThread,
    ...(queueLimits === undefined ? {} : { queueLimits }),
  });
  try {
    await store.started();
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function prepareDatabase(file: string, check: boolean): Promise<void> {
  let connection: Connection | undefined;
  try {
    connection = openWriting(file, (fresh) => {
      claim(fresh, file);
    });
    if (check) checkIntegrity(connection, file);
    await migrate(new LibsqlDialect(connection), allMigrations(LIBSQL_WORDS));
  } catch (error) {
    throw fileErrorOf(error, file);
  } finally {
    connection?.close();
  }
}
