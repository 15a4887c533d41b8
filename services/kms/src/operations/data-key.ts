/** What GenerateDataKey and GenerateDataKeyWithoutPlaintext share. */
import { KmsError } from '@strongroom/core/errors.js';
import {
  generateDataKeyArguments,
  generateDataKeyResult,
  SLOT_COMMAND,
  type GenerateDataKeyResult,
} from '@strongroom/proto/slot-protocol.js';
import { canonicalContext } from '../keys/encryption-context.js';
import type { KmsKey } from '../keys/key-record.js';
import type { Call } from '../pipeline/call.js';
import { materialFor, runInSlot } from './cryptography.js';

interface DataKeyInput {
  readonly keySpec?: string;
  readonly numberOfBytes?: number;
  readonly encryptionContext?: Readonly<Record<string, string>>;
}

const KEY_SPEC_BYTES: Readonly<Record<string, number>> = { AES_128: 16, AES_256: 32 };

/** @throws KmsError ValidationException unless exactly one of KeySpec and NumberOfBytes is given. */
export function checkDataKeyLength(input: DataKeyInput): void {
  if ((input.keySpec === undefined) === (input.numberOfBytes === undefined)) {
    throw new KmsError('ValidationException', 'Please specify either number of bytes or key spec.');
  }
}

export async function generateDataKeyInSlot(
  call: Call,
  kmsKey: KmsKey,
  input: DataKeyInput,
  withPlaintext: boolean,
): Promise<GenerateDataKeyResult> {
  const numberOfBytes = input.numberOfBytes ?? KEY_SPEC_BYTES[input.keySpec ?? ''] ?? 0;
  const context = canonicalContext(input.encryptionContext);
  const answer = await runInSlot(call, kmsKey, SLOT_COMMAND.GENERATE_DATA_KEY, [materialFor(kmsKey)], ([material]) =>
    generateDataKeyArguments.write({ material, context, numberOfBytes, withPlaintext }),
  );
  return generateDataKeyResult.read(answer);
}
