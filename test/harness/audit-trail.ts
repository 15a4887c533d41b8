/** Reads the audit segments of a store as an auditor would: verifies the chain, then lists the events. */
import { must } from '@strongroom/core/assert.js';
import { fromUtf8 } from '@strongroom/core/bytes.js';
import { segmentHash, unpackEvents } from '@strongroom/storage/audit/chain.js';
import { Connection } from '@strongroom/storage/libsql/binding.js';
import { storeFile } from './vault.js';

export interface AuditedEvent {
  /** Civil epoch milliseconds. */
  readonly time: number;
  readonly name: string;
  readonly requestId: string;
  readonly account: string;
  /** ARNs. */
  readonly resources?: readonly string[];
  readonly error?: readonly [string, string];
}

/** @throws Error when the chain of any front end is broken */
export function readAuditTrail(dataDir: string): AuditedEvent[] {
  const store = new Connection(storeFile(dataDir), 5000);
  try {
    const rows = store.prepare('SELECT * FROM audit_segments ORDER BY front_end, sequence').all([]);
    const heads = new Map<string, { sequence: number; hash: string }>();
    return rows.flatMap((row) => {
      const frontEnd = String(row['front_end']);
      const head = heads.get(frontEnd) ?? { sequence: 0, hash: '00'.repeat(32) };
      const sequence = Number(row['sequence']);
      const prevHash = blob(row['prev_hash']);
      const events = blob(row['events']);
      const hash = blob(row['hash']);
      const expected = segmentHash({ frontEnd, sequence, prevHash, createdAt: Number(row['created_at']) }, events);
      if (sequence !== head.sequence + 1 || hex(prevHash) !== head.hash || hex(hash) !== hex(expected)) {
        throw new Error(`the audit chain of ${frontEnd} breaks at ${String(sequence)}`);
      }
      heads.set(frontEnd, { sequence, hash: hex(hash) });
      return unpackEvents(events).map((event) => JSON.parse(fromUtf8(event)) as AuditedEvent);
    });
  } finally {
    store.close();
  }
}

function blob(value: unknown): Uint8Array {
  return must(value instanceof Uint8Array ? value : undefined, 'a blob column');
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
