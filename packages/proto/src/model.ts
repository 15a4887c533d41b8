/**
 * The shape of the KMS model (gen/kms-model.ts): one description that codecs, validator, documentation and tests read.
 */
import type { ErrorName } from '@strongroom/core/errors.js';
import type { MessageName, OperationName } from './gen/kms-model.js';

/** `int` is 32 bits wide, `long` 64. A map's keys are strings. */
export type ValueKind = 'string' | 'blob' | 'timestamp' | 'int' | 'long' | 'bool' | 'map' | 'list' | 'structure';

export interface ValueModel {
  readonly kind: ValueKind;
  /** The message of a structure. */
  readonly message?: MessageName;
  /** The members of a list, the values of a map. */
  readonly of?: ValueModel;
  /** UTF-16 units of a string, bytes of a blob, members of a list, entries of a map. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** A Java regular expression that the whole string must match. */
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
  readonly enum?: readonly string[];
  /** Never printed. */
  readonly sensitive?: true;
}

export interface FieldModel extends ValueModel {
  /** Ours: `awsAccountId`. */
  readonly name: string;
  /** In the .proto file: `aws_account_id`. */
  readonly protoName: string;
  /** On AWS's wire: `AWSAccountId`. */
  readonly awsName: string;
  readonly number: number;
  readonly required: boolean;
}

export interface MessageModel {
  readonly name: MessageName;
  readonly fields: readonly FieldModel[];
}

export interface OperationModel {
  readonly name: OperationName;
  /** One sentence. */
  readonly summary: string;
  readonly input: MessageName;
  readonly output: MessageName;
  /** The field number of request and answer in a batch. */
  readonly batchNumber: number;
  /** The exceptions that AWS declares for it; the common ones (ValidationException, …) come on top. */
  readonly errors: readonly ErrorName[];
}
