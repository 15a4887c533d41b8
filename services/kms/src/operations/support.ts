/** What several declarations share: refusals of fields, pagination markers. */
import { fromUtf8, toBase64, utf8, fromBase64 } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';

/**
 * A field that this version does not support is refused, never ignored. @throws KmsError UnsupportedOperationException.
 */
export function refuseFields<Input extends object>(input: Input, ...fields: readonly (keyof Input & string)[]): void {
  for (const field of fields) {
    const value = input[field];
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    throw new KmsError(
      'UnsupportedOperationException',
      `The field ${field} is not supported by this version of Strongroom.`,
    );
  }
}

/**
 * A list's own bound where it is lower than the 1000 of the model's common LimitType. @throws KmsError
 * ValidationException.
 */
export function checkListLimit(limit: number | undefined, max: number): void {
  if (limit === undefined || limit <= max) return;
  throw new KmsError(
    'ValidationException',
    `1 validation error detected: Value '${String(limit)}' at 'limit' failed to satisfy constraint: ` +
      `Member must have value less than or equal to ${String(max)}`,
  );
}

/** Markers name the list that made them, so that one cannot be used with another list. */
export function encodeMarker(list: string, cursor: string): string {
  return toBase64(utf8(JSON.stringify([list, cursor])));
}

/** The cursor of a marker; the empty cursor starts the list. @throws KmsError InvalidMarkerException. */
export function decodeMarker(list: string, marker: string | undefined): string {
  if (marker === undefined) return '';
  try {
    const parsed: unknown = JSON.parse(fromUtf8(fromBase64(marker) ?? new Uint8Array()));
    if (Array.isArray(parsed) && parsed.length === 2 && parsed[0] === list && typeof parsed[1] === 'string')
      return parsed[1];
  } catch {
    // Not something that encodeMarker wrote.
  }
  throw new KmsError('InvalidMarkerException');
}

/** The members `truncated` and `nextMarker` of a list's answer. */
export function page(
  list: string,
  more: boolean,
  lastCursor: string | undefined,
): { truncated: boolean; nextMarker?: string } {
  return more && lastCursor !== undefined
    ? { truncated: true, nextMarker: encodeMarker(list, lastCursor) }
    : { truncated: false };
}
