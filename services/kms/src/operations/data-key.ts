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
import type { Services } from '../services.js';
import { materialFor, runInSlot, soleKey } from './cryptography.js';
import { enclose } from './external-encryption.js';

interface DataKeyInput {
  readonly keySpec?: string;
  readonly numberOfBytes?: number;
  readonly encryptionContext?: Readonly<Record<string, string>>;
}

/** Of an OperationContext of either. */
interface DataKeyContext {
  readonly services: Services;
  readonly call: Call;
  readonly input: DataKeyInput;
  readonly keys: readonly KmsKey[];
}

const KEY_SPEC_BYTES: Readonly<Record<string, number>> = { AES_128: 16, AES_256: 32 };

/** @throws KmsError ValidationException unless exactly one of KeySpec and NumberOfBytes is given. */
export function checkDataKeyLength(input: DataKeyInput): void {
  if ((input.keySpec === undefined) === (input.numberOfBytes === undefined)) {
    throw new KmsError('ValidationException', 'Please specify either number of bytes or key spec.');
  }
}

export async function generateDataKeyInSlot(
  { services, call, input, keys }: DataKeyContext,
  operation: 'GenerateDataKey' | 'GenerateDataKeyWithoutPlaintext',
): Promise<GenerateDataKeyResult> {
  const kmsKey = soleKey(keys);
  const stored = materialFor(kmsKey);
  const withPlaintext = operation === 'GenerateDataKey';
  const numberOfBytes = input.numberOfBytes ?? KEY_SPEC_BYTES[input.keySpec ?? ''] ?? 0;
  const context = canonicalContext(input.encryptionContext);
  const answer = await runInSlot(call, kmsKey, SLOT_COMMAND.GENERATE_DATA_KEY, [stored], ([material]) =>
    generateDataKeyArguments.write({ material, context, numberOfBytes, withPlaintext }),
  );
  const { ciphertextBlob, plaintext } = generateDataKeyResult.read(answer);
  try {
    return {
      ciphertextBlob: await enclose({ services, call, kmsKey, operation, context }, stored, ciphertextBlob),
      plaintext,
    };
  } catch (error) {
    plaintext.fill(0);
    throw error;
  }
}
