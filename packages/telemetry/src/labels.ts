/**
 * Labels of metrics come from outside (tenants, operations); every distinct value is a time series, so their number is
 * bounded.
 */

/** What values beyond the bound are counted under. */
export const OTHER_LABEL = 'other';

/**
 * Lets the first `max` distinct values through and answers `other` for all further ones, for the life of the process.
 * @throws RangeError when `max` is not a positive integer.
 */
export function boundedLabel(max: number): (value: string) => string {
  if (!Number.isInteger(max) || max < 1) throw new RangeError('"max" expected a positive integer');
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= max || value.length > LABEL_MAX_CHARS) return OTHER_LABEL;
    known.add(value);
    return value;
  };
}

const LABEL_MAX_CHARS = 128;
