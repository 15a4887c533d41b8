/** Bounds of the store. Everything that waits in memory or crosses to the writer is counted against one of these. */

/** One encoded audit event. */
export const EVENT_MAX_BYTES = 64 * 1024;
/**
 * Row-level writes of one unit: the largest is a key's deletion with 50 tags, its aliases and every version of its
 * material.
 */
export const UNIT_MAX_WRITES = 4096;
/** All values of one unit's writes together; the largest row is a domain token. */
export const UNIT_MAX_WRITE_BYTES = 4 * 1024 * 1024;
/** Rows of one page of any list. */
export const PAGE_MAX_ROWS = 1000;
/** Segments in one read: their events are at most {@link GROUP_MAX_BYTES} each. */
export const SEGMENT_PAGE_MAX_ROWS = 16;
/** Units in one group commit. Bounds how long a group holds the writer. */
export const GROUP_MAX_UNITS = 1024;
/** Events and writes of one group commit; a single larger unit still travels, alone. */
export const GROUP_MAX_BYTES = 4 * 1024 * 1024;
/** Units waiting for a group; more are refused with StoreBusyError. */
export const QUEUE_MAX_UNITS = 8192;
/** Bytes of events and writes waiting for a group. */
export const QUEUE_MAX_BYTES = 32 * 1024 * 1024;
/**
 * Rows that the audit indexer writes in one transaction, so that no commit waits longer than a few milliseconds behind
 * it.
 */
export const INDEX_BATCH_MAX_ROWS = 128;
