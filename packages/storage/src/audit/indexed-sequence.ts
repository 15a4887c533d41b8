/** The setting that remembers how far a front end's segments are indexed. */

/** Its name in `settings`. */
export function indexedSequenceSetting(frontEnd: string): string {
  return `audit_indexed_sequence:${frontEnd}`;
}

/** Its value. Absent or not a count means from the start: indexing is idempotent, so that is slow, never wrong. */
export function parseIndexedSequence(value: string | undefined): number {
  if (value === undefined || !/^\d{1,15}$/.test(value)) return 0;
  return Number(value);
}
