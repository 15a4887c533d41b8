/**
 * The ImportToken of GetParametersForImport: the wrapping private key, sealed by the HSM. Whoever holds it can do
 * nothing with it but give it back; what it is for and how long it lives is authenticated inside.
 *
 *   53 52 49 01          'SRI', version 1
 *   id                   32 bytes: names the wrapping key
 *   EKT                  the rest
 */
import { concatBytes, equalBytes, fromHex } from '@strongroom/core/bytes.js';
import { KmsError } from '@strongroom/core/errors.js';
import { KEY_TOKEN_MAX_BYTES } from '@strongroom/core/limits.js';
import { MATERIAL_ID_BYTES, type MaterialReference } from '@strongroom/proto/slot-protocol.js';

const MAGIC = fromHex('53524901');
const EKT_AT = MAGIC.length + MATERIAL_ID_BYTES;

export function encodeImportToken({ materialId, ekt }: MaterialReference): Uint8Array {
  return concatBytes(MAGIC, materialId, ekt);
}

/** Views of the token. @throws KmsError InvalidImportTokenException. */
export function decodeImportToken(token: Uint8Array): MaterialReference {
  const hasForm = token.length > EKT_AT && token.length <= EKT_AT + KEY_TOKEN_MAX_BYTES;
  if (!hasForm || !equalBytes(token.subarray(0, MAGIC.length), MAGIC)) {
    throw new KmsError('InvalidImportTokenException');
  }
  return { materialId: token.subarray(MAGIC.length, EKT_AT), ekt: token.subarray(EKT_AT) };
}
