/** The types of condition values that are more than text. All of them undefined for text that is none. */

const NUMBER = /^[+-]?(?:\d{1,32}(?:\.\d{0,32})?|\.\d{1,32})$/;
/** W3C's profile of ISO 8601 ("Date and Time Formats"), which IAM names. */
const ISO_DATE = /^\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?)?)?$/;
/** Of five digits and more, for four are a year. */
const EPOCH_SECONDS = /^\d{5,13}(?:\.\d{1,9})?$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** An integer or decimal. */
export function parsePolicyNumber(text: string): number | undefined {
  return NUMBER.test(text) ? Number(text) : undefined;
}

/** Milliseconds since 1970: ISO 8601, or epoch seconds. */
export function parsePolicyDate(text: string): number | undefined {
  if (EPOCH_SECONDS.test(text)) return Number(text) * 1000;
  const ms = ISO_DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

/** Base64, in its canonical form. */
export function parsePolicyBinary(text: string): string | undefined {
  return BASE64.test(text) ? Buffer.from(text, 'base64').toString('base64') : undefined;
}
