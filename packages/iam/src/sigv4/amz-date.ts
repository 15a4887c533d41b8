/** SigV4's date: ISO 8601 basic, `YYYYMMDDTHHMMSSZ`. */

const AMZ_DATE = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Epoch milliseconds, or undefined for text that is no such date (also the 31st of February). */
export function parseAmzDate(text: string): number | undefined {
  const match = AMZ_DATE.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  if (month > 12 || hour > 23 || minute > 59 || second > 59) return undefined;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  // Date.UTC goes on counting past the end of a month, and takes the years 0 to 99 for 1900 to 1999.
  return year >= 1970 && new Date(ms).getUTCDate() === day ? ms : undefined;
}

export function formatAmzDate(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

/** The value of a Date header (RFC 9110 §5.6.7 IMF-fixdate, or ISO 8601 basic) as an amz-date. */
export function amzDateOfDateHeader(text: string): string | undefined {
  if (AMZ_DATE.test(text)) return parseAmzDate(text) === undefined ? undefined : text;
  const ms = HTTP_DATE.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(ms) ? undefined : formatAmzDate(ms);
}
