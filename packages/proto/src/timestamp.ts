/** google.protobuf.Timestamp and AWS's epoch seconds ⇄ epoch milliseconds, the internal form. */

/** 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z: the range of google.protobuf.Timestamp (timestamp.proto). */
export const TIMESTAMP_MIN_SECONDS = -62_135_596_800;
export const TIMESTAMP_MAX_SECONDS = 253_402_300_799;
const NANOS_PER_MS = 1_000_000;
const NANOS_PER_SECOND = 1_000_000_000;

/** Epoch milliseconds, rounded down; undefined where either part is out of its range. */
export function timestampFromParts(seconds: number, nanos: number): number | undefined {
  if (seconds < TIMESTAMP_MIN_SECONDS || seconds > TIMESTAMP_MAX_SECONDS) return undefined;
  if (nanos < 0 || nanos >= NANOS_PER_SECOND) return undefined;
  return seconds * 1000 + Math.floor(nanos / NANOS_PER_MS);
}

/** `nanos` is never negative, before 1970 neither. Fractions of a millisecond are dropped. */
export function timestampToParts(epochMs: number): { readonly seconds: number; readonly nanos: number } {
  const seconds = Math.floor(epochMs / 1000);
  return { seconds, nanos: Math.floor(epochMs - seconds * 1000) * NANOS_PER_MS };
}
