/**
 * DERIVE_SIGNING_KEY: the SigV4 chain kDate → kRegion → kService → kSigning (AWS, "Create a signed AWS API request").
 */
import { concatBytes, utf8 } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import { SYSTEM_TENANT } from '@strongroom/core/ids.js';
import { deriveSigningKeyArguments } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler } from '../slot-context.js';
import { mayDeriveSigningKeys } from './permissions.js';

const PREFIX = utf8('AWS4');
const TERMINATOR = utf8('aws4_request');
const DATE = /^\d{8}$/;
const NAME = /^[a-z0-9-]{1,64}$/;

export const deriveSigningKey: SlotCommandHandler = (slot, payload) => {
  const { material, accessKeyId, date, region, service } = deriveSigningKeyArguments.read(payload);
  if (slot.tenant !== SYSTEM_TENANT) throw new HsmError('KEY_FUNCTION_NOT_PERMITTED');
  if (!DATE.test(date) || !NAME.test(region) || !NAME.test(service)) {
    throw new HsmError('ARGUMENTS_BAD', 'not a credential scope');
  }
  const { attributes, secret } = slot.material(material, mayDeriveSigningKeys(service));
  if (attributes.kmsKeyId !== accessKeyId) throw new HsmError('TOKEN_INVALID');
  let chained = concatBytes(PREFIX, secret);
  for (const part of [utf8(date), utf8(region), utf8(service), TERMINATOR]) {
    const next = slot.engine.hmacSha256(chained, part);
    chained.fill(0);
    chained = next;
  }
  return chained;
};
