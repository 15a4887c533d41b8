/**
 * GENERATE_ACCESS_KEY_SECRET: 40 characters of base64 as AWS's secrets are. The one command that returns a secret, to
 * be shown once.
 */
import { viewAsBuffer } from '@strongroom/core/bytes.js';
import { HsmError } from '@strongroom/core/errors.js';
import { parseAccessKeyId, SYSTEM_TENANT } from '@strongroom/core/ids.js';
import { generateAccessKeySecretArguments, generateAccessKeySecretResult } from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler } from '../slot-context.js';
import { ACCESS_KEY_SPEC, ACCESS_KEY_USAGE, ORIGIN_KMS } from './permissions.js';

/** 240 bits: 40 base64 characters without padding. */
const SECRET_ENTROPY_BYTES = 30;
const BASE64 = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', 'latin1');

export const generateAccessKeySecret: SlotCommandHandler = (slot, payload) => {
  const accessKeyId = generateAccessKeySecretArguments.read(payload);
  if (slot.tenant !== SYSTEM_TENANT) throw new HsmError('KEY_FUNCTION_NOT_PERMITTED');
  if (parseAccessKeyId(accessKeyId) === undefined) throw new HsmError('ARGUMENTS_BAD', 'not an access key id');
  const entropy = slot.rng.bytes(SECRET_ENTROPY_BYTES);
  const secret = encodeBase64(entropy);
  entropy.fill(0);
  try {
    const material = slot.seal(
      {
        kmsKeyId: accessKeyId,
        keySpec: ACCESS_KEY_SPEC,
        keyUsage: ACCESS_KEY_USAGE,
        origin: ORIGIN_KMS,
        materialKind: 'ACCESS_KEY_SECRET',
      },
      secret,
    );
    return generateAccessKeySecretResult.write({ secret, material });
  } finally {
    secret.fill(0);
  }
};

/** Bytes to bytes: a JavaScript string could not be wiped. The length must be a multiple of three. */
function encodeBase64(bytes: Uint8Array): Uint8Array {
  const input = viewAsBuffer(bytes);
  const output = new Uint8Array((bytes.length / 3) * 4);
  for (let from = 0, to = 0; from < input.length; from += 3, to += 4) {
    const group = input.readUIntBE(from, 3);
    for (let digit = 0; digit < 4; digit += 1) output[to + digit] = BASE64[(group >> (18 - 6 * digit)) & 63] ?? 0;
  }
  return output;
}
