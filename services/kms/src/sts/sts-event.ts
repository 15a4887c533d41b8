/** The audit event of a request to STS, in the stored form that the pipeline's events have. */
import { utf8 } from '@strongroom/core/bytes.js';
import type { StoredEvent } from '../pipeline/audit-event.js';
import type { StsCall } from './sts-call.js';

const TEXT_MAX_CHARACTERS = 256;

export interface StsEvent {
  readonly name: string;
  readonly readOnly: boolean;
  /** Never a secret, and no policy documents. Longer texts are cut. */
  readonly parameters: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly resources?: readonly string[];
  /** Exception and message. */
  readonly error?: readonly [string, string];
}

export function stsEvent(call: StsCall, { name, readOnly, parameters, resources, error }: StsEvent): Uint8Array {
  const { principal, accessKeyId } = call.caller;
  const cut = (text: string): string => text.slice(0, TEXT_MAX_CHARACTERS);
  const event: StoredEvent = {
    time: call.services.clock.now(),
    region: call.region.region,
    name,
    door: 'sts',
    source: 'sts.amazonaws.com',
    account: principal.accountId,
    principal: principal.arn,
    principalId: principal.principalId,
    accessKeyId: accessKeyId === '' ? undefined : accessKeyId,
    sourceAddress: call.sourceAddress,
    userAgent: cut(call.userAgent),
    requestId: call.requestId,
    readOnly: readOnly ? 1 : undefined,
    resources,
    parameters: Object.fromEntries(
      Object.entries(parameters).map(([key, value]) => [key, typeof value === 'string' ? cut(value) : value]),
    ),
    error: error === undefined ? undefined : [error[0], cut(error[1])],
  };
  return utf8(JSON.stringify(event));
}
