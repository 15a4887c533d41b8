/** Which operations a grant can permit on a key ("Grant operations", developer guide). */
import { KmsError } from '@strongroom/core/errors.js';
import type { GrantOperation } from '@strongroom/proto/gen/kms-types.js';
import type { KmsKey } from '../keys/key-record.js';

const ON_ANY_KEY: readonly GrantOperation[] = ['CreateGrant', 'RetireGrant', 'DescribeKey'];

/** The operations that take an encryption context, and so the only ones that a constraint on it is about. */
export const CONTEXT_OPERATIONS: ReadonlySet<string> = new Set<GrantOperation>([
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
]);

const BY_USAGE: Readonly<Record<string, readonly GrantOperation[]>> = {
  ENCRYPT_DECRYPT: ['Encrypt', 'Decrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GetPublicKey'],
  SIGN_VERIFY: ['Sign', 'Verify', 'GetPublicKey'],
  GENERATE_VERIFY_MAC: ['GenerateMac', 'VerifyMac'],
  KEY_AGREEMENT: ['DeriveSharedSecret', 'GetPublicKey'],
  ENCAPSULATE_DECAPSULATE: ['Encapsulate', 'Decapsulate', 'GetPublicKey'],
};

const GRANTABLE: ReadonlySet<string> = new Set([
  ...ON_ANY_KEY,
  ...CONTEXT_OPERATIONS,
  ...Object.values(BY_USAGE).flat(),
]);

/** Whether a grant can permit it at all. */
export function isGrantable(operation: string): operation is GrantOperation {
  return GRANTABLE.has(operation);
}

/** @throws KmsError ValidationException naming each operation that the key cannot do. */
export function checkGrantOperations({ keySpec, keyUsage }: KmsKey, operations: readonly GrantOperation[]): void {
  const own = keySpec === 'SYMMETRIC_DEFAULT' ? [...CONTEXT_OPERATIONS] : (BY_USAGE[keyUsage] ?? []);
  const possible = new Set<string>([...ON_ANY_KEY, ...own]);
  const impossible = operations.filter((operation) => !possible.has(operation));
  if (impossible.length === 0) return;
  throw new KmsError(
    'ValidationException',
    `Grant operations [${impossible.join(', ')}] are not valid for a KMS key with key spec ${keySpec} and key usage ${keyUsage}.`,
  );
}
