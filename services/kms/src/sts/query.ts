/**
 * The request form of the AWS Query protocol: `application/x-www-form-urlencoded`, read strictly and once. What another
 * reader could understand differently (a name given twice, a broken escape, bytes that are not UTF-8) is refused.
 */
import { KmsError } from '@strongroom/core/errors.js';

/** The largest request is AssumeRole with a session policy and 50 tags, every byte of it escaped. */
export const QUERY_MAX_BYTES = 131_072;
const PARAMETERS_MAX_COUNT = 256;
const NAME = /^[A-Za-z][A-Za-z0-9.]{0,127}$/;
/** What may stand in a form body (URL Standard, "application/x-www-form-urlencoded"). */
const FORM = /^[\x21-\x7e]*$/;

/**
 * @param body at most {@link QUERY_MAX_BYTES}; the door has checked.
 * @returns values by name.
 * @throws KmsError SerializationException when it is no form, ValidationException for a name given twice.
 */
export function parseQuery(body: Uint8Array): ReadonlyMap<string, string> {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1');
  if (!FORM.test(text)) throw malformed();
  const parameters = new Map<string, string>();
  if (text === '') return parameters;
  const pairs = text.split('&', PARAMETERS_MAX_COUNT + 1);
  if (pairs.length > PARAMETERS_MAX_COUNT) throw malformed();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const name = decoded(at < 0 ? pair : pair.slice(0, at));
    if (!NAME.test(name)) throw malformed();
    if (parameters.has(name)) throw new KmsError('ValidationException', `The parameter ${name} is given twice.`);
    parameters.set(name, at < 0 ? '' : decoded(pair.slice(at + 1)));
  }
  return parameters;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw malformed();
  }
}

function malformed(): KmsError {
  return new KmsError('SerializationException', 'The query string contains a syntax error.');
}
