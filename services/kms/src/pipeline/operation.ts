/**
 * What one operation declares. A file in operations/ exports one declaration and nothing else; doors, authorization,
 * audit, metrics and docs/OPERATIONS.md read it, so that no operation repeats what the pipeline does.
 */
import type { OperationName } from '@strongroom/proto/gen/kms-model.js';
import type { KmsRequests, KmsResponses } from '@strongroom/proto/gen/kms-types.js';
import type { Write } from '@strongroom/storage/store.js';
import type { KmsKey } from '../keys/key-record.js';
import type { Services } from '../services.js';
import type { Call } from './call.js';
import type { StateRule } from './key-state.js';

/** Request quotas are shared by the operations of a class (AWS: "Request quotas for each AWS KMS API operation"). */
export type QuotaClass =
  | 'cryptographic-symmetric'
  /** RSA, elliptic curves and ML-DSA have one class each: the key's spec says which. */
  | 'cryptographic-asymmetric'
  /** One class for each pair spec. */
  | 'data-key-pair'
  | 'create'
  | 'manage'
  | 'describe'
  | 'grant'
  | 'list'
  | 'delete'
  | 'policy'
  | 'tag'
  | 'import-parameters';

/** One KMS key that a request uses, and what is asked of it. */
export interface KeyReference {
  /** Key id, key ARN and, where `forms` is `any`, alias name and alias ARN. Undefined: the ciphertext names the key. */
  readonly identifier: string | undefined;
  readonly forms: 'any' | 'key-id-or-arn';
  /** A CiphertextBlob whose header must name material of this key, else IncorrectKeyException. */
  readonly ciphertextBlob?: Uint8Array | undefined;
  /** The IAM action, for authorization and its message. */
  readonly action: `kms:${string}`;
  /** `elsewhere`: the operation's own `action` is all that is needed. By default the key's policy and grants decide. */
  readonly authorized?: 'elsewhere';
  readonly states: StateRule;
  /** The KeyUsage that the key must have; undefined takes any. */
  readonly usage?: string;
  /** The algorithm that the key must take; undefined takes any. */
  readonly algorithm?: string | undefined;
}

export interface Needed {
  readonly action: `kms:${string}`;
  readonly resource: string;
}

export interface OperationContext<Name extends OperationName> {
  readonly services: Services;
  readonly call: Call;
  readonly input: KmsRequests[Name];
  /** The resolved, authorized and checked keys, in the order of the declaration's references. */
  readonly keys: readonly KmsKey[];
}

export interface OperationResult<Name extends OperationName> {
  readonly output: KmsResponses[Name];
  /** Committed in one transaction with the request's event. */
  readonly writes?: readonly Write[];
  /** What the writes outdate, in the names of the change feed. */
  readonly entities?: readonly string[];
  /** What else the writes were decided on, in the same names: they are undone if it has changed meanwhile. */
  readonly restsOn?: readonly string[];
  /** Resources for the audit event that the request did not name, e.g. the ARN of a new key. */
  readonly resources?: readonly string[];
  /** additionalEventData of the audit event: what concerns the request and is not in it. */
  readonly additional?: Readonly<Record<string, unknown>>;
  /** Runs once the writes are durable, before the answer. What fails here is logged: the change has happened. */
  readonly afterCommit?: () => Promise<void>;
  /** Overwritten with zeros when the answer is withheld. */
  readonly secrets?: readonly Uint8Array[];
}

export interface Operation<Name extends OperationName> {
  readonly name: Name;
  readonly quota: QuotaClass;
  /** `readOnly` of the CloudTrail event. */
  readonly readOnly: boolean;
  /** Rules that the model cannot express. Throws KmsError. Runs before any key is looked up. */
  readonly check?: (input: KmsRequests[Name]) => void;
  /** The keys that the request uses; none by default. */
  readonly keys?: (input: KmsRequests[Name]) => readonly KeyReference[];
  /** Rules that depend on the keys. Throws KmsError. Runs when they are authorized, before a dry run ends. */
  readonly checkKeys?: (input: KmsRequests[Name], keys: readonly KmsKey[]) => void;
  /** Rules that ask the store. Throws KmsError. Runs after `checkKeys`, before a dry run ends. */
  readonly examine?: (context: OperationContext<Name>) => void | Promise<void>;
  /** The IAM action that identity policies must allow: where no key is referenced, or beside what the keys need. */
  readonly action?: `kms:${string}`;
  /** What `action` is done to; all resources (`*`) by default. */
  readonly resource?: (input: KmsRequests[Name], call: Call) => string;
  /** Further actions that identity policies must allow. */
  readonly alsoNeeds?: (input: KmsRequests[Name], call: Call) => readonly Needed[];
  /** No policy decides: `examine` does. */
  readonly authorizesItself?: true;
  /** Whether keys of other accounts may be named (API reference: "Cross-account use"). */
  readonly crossAccount: boolean;
  readonly handle: (context: OperationContext<Name>) => OperationResult<Name> | Promise<OperationResult<Name>>;
}

/** Gives a declaration its precise type. */
export function operation<const Name extends OperationName>(declaration: Operation<Name>): Operation<Name> {
  return declaration;
}
