/** The JSON body of a request on AWS's wire, already bounded by the server. */
import { fromUtf8 } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';

/** @throws KmsError SerializationException. */
export function parseJson(body: Uint8Array): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(fromUtf8(body));
  } catch {
    throw new KmsError('SerializationException', 'The request body is not JSON.');
  }
}
