/**
 * The CloudTrail record of a stored event ("CloudTrail record contents", CloudTrail User Guide; examples in the KMS
 * developer guide, "Logging AWS KMS API calls with AWS CloudTrail"). Differences are in docs/DIVERGENCES.md.
 */
import type { StoredEvent } from '../pipeline/audit-event.js';
import { eventIdOf } from '../pipeline/event-id.js';
import { requestElements, responseElements } from './record-elements.js';
import { userIdentity } from './user-identity.js';

export type CloudTrailRecord = Readonly<Record<string, unknown>> & {
  readonly eventID: string;
  readonly eventName: string;
};

const EVENT_VERSION = '1.11';
export const KMS_EVENT_SOURCE = 'kms.amazonaws.com';
/** Calls of the admin door have no counterpart at AWS. */
export const ADMIN_EVENT_SOURCE = 'admin.strongroom';
/** The service events whose records have serviceEventDetails. */
const WITH_DETAILS: ReadonlySet<string> = new Set(['RotateKey', 'DeleteExpiredKeyMaterial']);
const INTERNAL = 'AWS Internal';

/** The accounts whose trail has the event: the caller's, and those of its keys, unless the caller was turned away. */
export function recipientsOf(event: StoredEvent): readonly string[] {
  const accounts = new Set([event.account]);
  if (event.error?.[0] !== 'AccessDeniedException') {
    for (const arn of event.resources ?? []) accounts.add(accountOf(arn));
  }
  return [...accounts].filter((account) => account !== '');
}

/** A request has one event in each recipient's trail; what KMS does by itself has no request, but a time and a key. */
export function recordIdOf(event: StoredEvent, recipient: string): string {
  if (event.door !== 'service') return eventIdOf(event.requestId, recipient, event.part);
  return eventIdOf(
    `${event.name}/${event.region}/${String(event.time)}/${JSON.stringify(event.parameters)}`,
    recipient,
  );
}

export function eventSourceOf(event: StoredEvent): string {
  return event.source ?? (event.door === 'admin' ? ADMIN_EVENT_SOURCE : KMS_EVENT_SOURCE);
}

export function cloudTrailRecord(event: StoredEvent, recipient: string): CloudTrailRecord {
  const isService = event.door === 'service';
  const shared = recipientsOf(event).length > 1;
  return {
    eventVersion: EVENT_VERSION,
    userIdentity: userIdentity(event, recipient),
    eventTime: `${new Date(event.time).toISOString().slice(0, 19)}Z`,
    eventSource: eventSourceOf(event),
    eventName: event.name,
    awsRegion: event.region,
    sourceIPAddress: isService ? INTERNAL : event.sourceAddress,
    userAgent: isService ? INTERNAL : event.userAgent,
    ...(event.error === undefined ? {} : { errorCode: errorCodeOf(event.error[0]), errorMessage: event.error[1] }),
    requestParameters: isService ? null : requestElements(event),
    responseElements: isService ? null : responseElements(event),
    ...(event.additional === undefined ? {} : { additionalEventData: event.additional }),
    ...(isService ? {} : { requestID: event.requestId }),
    eventID: recordIdOf(event, recipient),
    readOnly: event.readOnly === 1,
    resources: (event.resources ?? []).map((arn) => ({
      accountId: accountOf(arn),
      type: arn.startsWith('arn:aws:iam:') ? 'AWS::IAM::Role' : 'AWS::KMS::Key',
      ARN: arn,
    })),
    eventType: isService ? 'AwsServiceEvent' : 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: recipient,
    ...(shared ? { sharedEventID: recordIdOf(event, 'shared') } : {}),
    ...(isService && WITH_DETAILS.has(event.name) ? { serviceEventDetails: event.parameters } : {}),
    eventCategory: 'Management',
  };
}

/** CloudTrail has a shorter name for this one. */
function errorCodeOf(exception: string): string {
  return exception === 'AccessDeniedException' ? 'AccessDenied' : exception;
}

function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}
