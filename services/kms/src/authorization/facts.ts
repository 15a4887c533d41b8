/** What is known about one thing that a request wants to do: all that a decision may rest on. */
import type { OperationName } from '@strongroom/proto/gen/kms-model.js';
import type { KmsKey } from '../keys/key-record.js';
import type { Call } from '../pipeline/call.js';
import type { KeyReference } from '../pipeline/operation.js';

export interface Facts {
  readonly call: Call;
  /** Civil epoch milliseconds. */
  readonly now: number;
  readonly operation: OperationName;
  /** `kms:…` */
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Undefined where the action is not about a key. */
  readonly key: { readonly reference: KeyReference; readonly kmsKey: KmsKey } | undefined;
  /** Whose the resource is where there is no `key`; by default the caller's account. */
  readonly resourceAccountId?: string;
  /** Every key of the request. */
  readonly keys: readonly KmsKey[];
}

/** The encryption context that goes with the action; undefined for one that has none. */
export function contextOf({ action, input }: Facts): Readonly<Record<string, string>> | undefined {
  const member = CONTEXT_MEMBERS[action];
  return member === undefined ? undefined : ((input[member] as Readonly<Record<string, string>> | undefined) ?? {});
}

const CONTEXT_MEMBERS: Readonly<Record<string, string>> = {
  'kms:Encrypt': 'encryptionContext',
  'kms:Decrypt': 'encryptionContext',
  'kms:GenerateDataKey': 'encryptionContext',
  'kms:GenerateDataKeyWithoutPlaintext': 'encryptionContext',
  'kms:GenerateDataKeyPair': 'encryptionContext',
  'kms:GenerateDataKeyPairWithoutPlaintext': 'encryptionContext',
  'kms:ReEncryptFrom': 'sourceEncryptionContext',
  'kms:ReEncryptTo': 'destinationEncryptionContext',
};
