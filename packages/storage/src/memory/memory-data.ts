/** What a {@link MemoryStore} stands on; two stores over the same data are two front ends on one database. */
import type { AuditSegmentRow, IndexedEvent } from '../schema.js';
import type { Change } from '../store.js';
import { MemoryTables } from './memory-tables.js';

export interface MemoryData {
  readonly tables: MemoryTables;
  readonly changes: Change[];
  readonly segments: AuditSegmentRow[];
  readonly events: Map<string, IndexedEvent>;
}

export function emptyMemoryData(): MemoryData {
  return { tables: new MemoryTables(), changes: [], segments: [], events: new Map() };
}
