/** SigV4's date: ISO 8601 basic, `YYYYMMDDTHHMMSSZ`. */

const AMZ_DATE = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Epoch milliseconds, or undefined for text that is no such date (also the 31st of February). */
export function parseAmzDate(text: string): number | undefined {
  const match = AMZ_DATE.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const ms = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  return formatAmzDate(ms) === text ? ms : undefined;
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
