/** One way into the service. A contract suite is written against this and runs through every door. */
import type { KmsRequests, KmsResponses } from '@strongroom/proto/gen/kms-types.js';
import type { OperationName } from '@strongroom/proto/gen/kms-model.js';
import type { ReadyTenant } from '../ready-file.js';

/** Tests assert values; an absent field fails there. So the answers are typed as if everything were present. */
export type Present<T> = T extends Uint8Array | string | number | boolean
  ? T
  : { readonly [Name in keyof T]-?: Present<NonNullable<T[Name]>> };

export type Answer<Operation extends OperationName> = Present<KmsResponses[Operation]>;

/** Requests may lack required fields: that is what some tests are about. */
export type Question<Operation extends OperationName> = Partial<KmsRequests[Operation]>;

export interface Door {
  readonly name: string;
  /** Calls as the principal of a tenant of the ready file. @throws DoorFailure */
  call<Operation extends OperationName>(
    operation: Operation,
    input: Question<Operation>,
    as: ReadyTenant,
  ): Promise<Answer<Operation>>;
  close(): Promise<void>;
}

/** What every door makes of an error answer: AWS's exception name and the text. */
export class DoorFailure extends Error {
  override readonly name = 'DoorFailure';
  readonly exception: string;

  constructor(exception: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exception = exception;
  }
}

/** For requests that the types forbid, which a client of another language may send all the same. */
export function untyped(value: Readonly<Record<string, unknown>>): never {
  return value as never;
}
