/**
 * The writer: owns the only writing connection and runs wherever it is put (a worker thread in products). Everything
 * here is synchronous; one group is one transaction, so whatever kills the process, the rows, their events, the change
 * feed and the chain agree.
 */
import { concatBytes } from '@strongroom/core/bytes.js';
import { indexedSequenceSetting } from '../audit/indexed-sequence.js';
import { GENESIS_HASH, segmentHash } from '../audit/chain.js';
import type { PlainWrite } from '../plain-write.js';
import type { Change } from '../store.js';
import type { Connection, Statement } from './binding.js';
import { classify } from './result-codes.js';
import { expectedRows, WriteStatements } from './write-statements.js';
import type { GroupRequest, IndexRequest, Refusal, WriterReply, WritingUnit } from './writer-messages.js';

interface ChainHead {
  readonly sequence: number;
  readonly hash: Uint8Array;
}

export class Writer {
  readonly #connection: Connection;
  readonly #frontEnd: string;
  readonly #writes: WriteStatements;
  readonly #statements: ReturnType<typeof prepareAll>;
  /** Undefined when it must be read again: at the start, after a failure, after another process wrote. */
  #head: ChainHead | undefined;
  #dataVersion: unknown;

  /** @param connection from openWriting(); the writer closes it. */
  constructor(connection: Connection, frontEnd: string) {
    this.#connection = connection;
    this.#frontEnd = frontEnd;
    this.#writes = new WriteStatements(connection);
    this.#statements = prepareAll(connection);
  }

  changeSeq(): number {
    return Number(this.#statements.changeSeq.first([])?.['seq'] ?? 0);
  }

  /** Commits one group durably, or keeps nothing of it. Never throws for a failing disk: that is the reply `failed`. */
  group(request: GroupRequest): WriterReply {
    try {
      const { reply, head } = this.#transaction(() => this.#group(request));
      this.#head = head ?? this.#head;
      return reply;
    } catch (error) {
      // A COMMIT that failed half way is settled only by what the file says.
      this.#head = undefined;
      return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Writes derived rows. Rows that exist already stay as they are, so a rerun after a crash changes nothing. */
  index(request: IndexRequest): WriterReply {
    try {
      return this.#transaction(() => {
        for (const row of request.events) {
          this.#statements.insertEvent.run([
            row.event_id,
            row.event_time,
            row.region,
            row.account_id,
            row.event_name,
            row.username,
            row.access_key_id,
            row.read_only,
            row.resource_name,
            row.front_end,
            row.sequence,
            row.event,
            row.event_source,
          ]);
          for (const name of row.resources) {
            const { account_id, region, event_time, event_id } = row;
            this.#statements.insertEventResource.run([account_id, region, name, event_time, event_id]);
          }
        }
        const { frontEnd, sequence } = request.progress;
        this.#statements.setSetting.run([indexedSequenceSetting(frontEnd), String(sequence)]);
        return { kind: 'indexed' } as const;
      });
    } catch (error) {
      return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
  }

  /**
   * Moves the log into the database file and closes. A checkpoint that a reader holds up is no loss: the log stays
   * valid.
   */
  close(): void {
    try {
      this.#connection.pragma('wal_checkpoint(TRUNCATE)');
    } finally {
      this.#connection.close();
    }
  }

  #transaction<T>(action: () => T): T {
    // A ROLLBACK that itself failed on a bad disk leaves the old transaction open.
    if (this.#connection.inTransaction) this.#connection.exec('ROLLBACK');
    this.#statements.begin.run([]);
    try {
      const result = action();
      this.#statements.commit.run([]);
      return result;
    } catch (error) {
      // SQLITE_FULL and SQLITE_IOERR may have rolled back by themselves; a second ROLLBACK would then be an error.
      if (this.#connection.inTransaction) this.#connection.exec('ROLLBACK');
      throw error;
    }
  }

  #group(request: GroupRequest): { readonly reply: WriterReply; readonly head: ChainHead | undefined } {
    const refusals: Refusal[] = [];
    for (const unit of request.units) refusals.push(this.#unit(unit));
    const { events, eventCount } = keptEvents(request, refusals);
    const head = eventCount === 0 ? undefined : this.#appendSegment(events, eventCount, request.createdAt);
    const changes = this.#statements.changesAfter.all([request.knownSeq]) as unknown as Change[];
    return { reply: { kind: 'committed', refusals, changes }, head };
  }

  #unit({ writes, entities, guard }: WritingUnit): Refusal {
    if (guard?.entities.some((entity) => this.#changedAfter(entity, guard.afterSeq)) === true) {
      return { kind: 'conflict', table: 'changes' };
    }
    this.#statements.savepoint.run([]);
    for (const write of writes) {
      const refusal = this.#write(write);
      if (refusal !== null) {
        this.#statements.rollbackTo.run([]);
        this.#statements.release.run([]);
        return refusal;
      }
    }
    for (const entity of entities) this.#statements.insertChange.run([entity]);
    this.#statements.release.run([]);
    return null;
  }

  /** Sees what earlier units of the same group have changed, as it must. */
  #changedAfter(entity: string, seq: number): boolean {
    return this.#statements.changedAfter.first([entity, seq]) !== undefined;
  }

  #write(write: PlainWrite): Refusal {
    try {
      const touched = this.#writes.run(write);
      const expected = expectedRows(write);
      return expected === 'any' || expected === touched ? null : { kind: 'conflict', table: write.table };
    } catch (error) {
      const kind = classify(error);
      if (kind === 'unavailable') throw error;
      if (kind === 'conflict') return { kind, table: write.table };
      return { kind, message: error instanceof Error ? error.message : String(error) };
    }
  }

  #appendSegment(events: Uint8Array, eventCount: number, createdAt: number): ChainHead {
    const head = this.#currentHead();
    const sequence = head.sequence + 1;
    const hash = segmentHash({ frontEnd: this.#frontEnd, sequence, prevHash: head.hash, createdAt }, events);
    this.#statements.insertSegment.run([this.#frontEnd, sequence, head.hash, hash, events, eventCount, createdAt]);
    return { sequence, hash };
  }

  /** The end of this front end's chain. Inside the transaction nobody else can move it. */
  #currentHead(): ChainHead {
    // data_version changes when another connection has written: a second process may have continued this chain.
    const dataVersion = this.#statements.dataVersion.first([])?.['data_version'];
    if (this.#head !== undefined && dataVersion === this.#dataVersion) return this.#head;
    this.#dataVersion = dataVersion;
    const row = this.#statements.chainHead.first([this.#frontEnd]);
    if (row === undefined) return { sequence: 0, hash: GENESIS_HASH };
    return { sequence: row['sequence'] as number, hash: row['hash'] as Uint8Array };
  }
}

/** The packed events without those of refused units. */
function keptEvents(
  request: GroupRequest,
  refusals: readonly Refusal[],
): { readonly events: Uint8Array; readonly eventCount: number } {
  const parts: Uint8Array[] = [];
  let { eventCount } = request;
  let from = 0;
  for (const [index, unit] of request.units.entries()) {
    if (refusals[index] === null || unit.eventEnd === unit.eventStart) continue;
    parts.push(request.events.subarray(from, unit.eventStart));
    from = unit.eventEnd;
    eventCount -= 1;
  }
  if (from === 0) return { events: request.events, eventCount };
  parts.push(request.events.subarray(from));
  return { events: concatBytes(...parts), eventCount };
}

function prepareAll(connection: Connection): Readonly<Record<StatementName, Statement>> {
  const entries = Object.entries(STATEMENTS).map(([name, text]) => [name, connection.prepare(text)]);
  return Object.fromEntries(entries) as Record<StatementName, Statement>;
}

const STATEMENTS = {
  begin: 'BEGIN IMMEDIATE',
  commit: 'COMMIT',
  savepoint: 'SAVEPOINT unit',
  rollbackTo: 'ROLLBACK TO unit',
  release: 'RELEASE unit',
  changeSeq: 'SELECT max(seq) AS seq FROM changes',
  changesAfter: 'SELECT seq, entity FROM changes WHERE seq > ? ORDER BY seq',
  changedAfter: 'SELECT seq FROM changes WHERE entity = ? AND seq > ? LIMIT 1',
  insertChange: 'INSERT INTO changes (entity) VALUES (?)',
  dataVersion: 'PRAGMA data_version',
  chainHead: 'SELECT sequence, hash FROM audit_segments WHERE front_end = ? ORDER BY sequence DESC LIMIT 1',
  insertSegment: `INSERT INTO audit_segments (front_end, sequence, prev_hash, hash, events, event_count, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?)`,
  insertEvent: `INSERT INTO audit_events (event_id, event_time, region, account_id, event_name, username, access_key_id,
    read_only, resource_name, front_end, sequence, event, event_source)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (event_id) DO NOTHING`,
  insertEventResource: `INSERT INTO audit_event_resources (account_id, region, resource_name, event_time, event_id)
    VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  setSetting:
    'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
} as const;

type StatementName = keyof typeof STATEMENTS;
