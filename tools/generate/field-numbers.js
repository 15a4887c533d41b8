/** Field numbers that never change: a committed lock, to which generation only appends. */

/** Where numbering starts in messages that keep low numbers for fields of their own. */
const FIRST = { BatchOperation: 10 };

export class FieldNumbers {
  /** @param {Record<string, Record<string, number>>} lock message → field → number */
  constructor(lock) {
    this.lock = structuredClone(lock);
    /** @type {Map<string, Set<string>>} */
    this.seen = new Map();
  }

  /**
   * The number of a field: the locked one, or the next free one of its message. @param {string} message @param {string}
   * field
   */
  of(message, field) {
    const fields = (this.lock[message] ??= {});
    const highest = Math.max((FIRST[message] ?? 1) - 1, ...Object.values(fields));
    const seen = this.seen.get(message) ?? new Set();
    this.seen.set(message, seen.add(field));
    return (fields[field] ??= highest + 1);
  }

  /** Numbers of fields that the model no longer has: reserved forever. @param {string} message */
  unused(message) {
    const seen = this.seen.get(message) ?? new Set();
    return Object.entries(this.lock[message] ?? {})
      .filter(([field]) => !seen.has(field))
      .map(([, number]) => number);
  }
}
