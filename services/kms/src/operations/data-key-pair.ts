/** What GenerateDataKeyPair and GenerateDataKeyPairWithoutPlaintext share. */
import { KmsError } from '@strongroom/core/errors.js';
import type { DataKeyPairSpec } from '@strongroom/proto/gen/kms-types.js';
import {
  generateDataKeyPairArguments,
  generateDataKeyPairResult,
  SLOT_COMMAND,
  type GenerateDataKeyPairResult,
} from '@strongroom/proto/slot-protocol.js';
import { canonicalContext } from '../keys/encryption-context.js';
import type { KmsKey } from '../keys/key-record.js';
import type { Call } from '../pipeline/call.js';
import type { KeyReference } from '../pipeline/operation.js';
import { materialFor, runInSlot, soleKey } from './cryptography.js';
import type { EncryptionContext } from './encryption-algorithm.js';

interface DataKeyPairInput {
  readonly keyId: string;
  readonly keyPairSpec: DataKeyPairSpec;
  readonly encryptionContext?: EncryptionContext;
}

/** @throws KmsError UnsupportedOperationException for SM2, as the service answers outside of China. */
export function checkKeyPairSpec({ keyPairSpec }: DataKeyPairInput): void {
  if (keyPairSpec !== 'SM2') return;
  throw new KmsError('UnsupportedOperationException', 'KeyPairSpec SM2 is not supported in this Region.');
}

/** API reference: no KMS key in a custom key store. @throws KmsError UnsupportedOperationException. */
export function checkPairKey(_input: DataKeyPairInput, keys: readonly KmsKey[]): void {
  const { arn, origin } = soleKey(keys);
  if (origin === 'AWS_KMS' || origin === 'EXTERNAL') return;
  const message = `${arn} origin is ${origin} which is not valid for this operation.`;
  throw new KmsError('UnsupportedOperationException', message);
}

export function encryptingKey(action: KeyReference['action'], input: DataKeyPairInput): KeyReference {
  return {
    identifier: input.keyId,
    forms: 'any',
    action,
    states: 'cryptographic',
    usage: 'ENCRYPT_DECRYPT',
    algorithm: 'SYMMETRIC_DEFAULT',
  };
}

/** The generation of any key pair is slow work. */
export async function generateDataKeyPairInSlot(
  call: Call,
  kmsKey: KmsKey,
  { keyPairSpec, encryptionContext }: DataKeyPairInput,
  withPlaintext: boolean,
): Promise<GenerateDataKeyPairResult> {
  const context = canonicalContext(encryptionContext);
  const answer = await runInSlot(
    call,
    kmsKey,
    SLOT_COMMAND.GENERATE_DATA_KEY_PAIR,
    [materialFor(kmsKey)],
    ([material]) => generateDataKeyPairArguments.write({ material, context, keyPairSpec, withPlaintext }),
    'slow',
  );
  return generateDataKeyPairResult.read(answer);
}
