/** The request of LookupEvents, as strict as the KMS codec: what is not known is refused. */
import { KmsError } from '@strongroom/core/errors.js';

const ATTRIBUTE_KEYS = [
  'EventId',
  'EventName',
  'ReadOnly',
  'Username',
  'ResourceType',
  'ResourceName',
  'EventSource',
  'AccessKeyId',
] as const;

export interface LookupAttribute {
  readonly key: (typeof ATTRIBUTE_KEYS)[number];
  /** 1 to 2,000 characters. */
  readonly value: string;
}

export interface LookupRequest {
  readonly attribute: LookupAttribute | undefined;
  /** Epoch milliseconds, inclusive. */
  readonly startTime: number | undefined;
  readonly endTime: number | undefined;
  readonly insight: boolean;
  readonly maxResults: number;
  readonly nextToken: string | undefined;
}

const MEMBERS = new Set(['LookupAttributes', 'StartTime', 'EndTime', 'EventCategory', 'MaxResults', 'NextToken']);
const VALUE_MAX_CHARS = 2000;
const TOKEN_MAX_CHARS = 1024;
const MAX_RESULTS = 50;
/** Of a JavaScript date, in seconds. */
const TIME_MAX_SECONDS = 8.64e12;

/**
 * @param body what JSON.parse made of an already bounded request.
 * @throws KmsError SerializationException, InvalidLookupAttributesException, InvalidTimeRangeException,
 * InvalidMaxResultsException, InvalidNextTokenException, InvalidEventCategoryException.
 */
export function parseLookupRequest(body: unknown): LookupRequest {
  const members = objectOf(body, MEMBERS);
  const [startTime, endTime] = [timeOf(members['StartTime']), timeOf(members['EndTime'])];
  if (startTime !== undefined && endTime !== undefined && startTime > endTime) {
    throw new KmsError('InvalidTimeRangeException', 'The start time must be before the end time.');
  }
  return {
    attribute: attributeOf(members['LookupAttributes']),
    startTime,
    // To the end of the second that it names: times of events are shown in seconds.
    endTime: endTime === undefined ? undefined : endTime + 999,
    insight: isInsight(members['EventCategory']),
    maxResults: maxResultsOf(members['MaxResults']),
    nextToken: nextTokenOf(members['NextToken']),
  };
}

function objectOf(value: unknown, known: ReadonlySet<string>): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw serialization('a structure');
  for (const member of Object.keys(value)) {
    if (!known.has(member)) throw new KmsError('SerializationException', `Unknown member ${member.slice(0, 64)}.`);
  }
  return value as Readonly<Record<string, unknown>>;
}

function attributeOf(list: unknown): LookupAttribute | undefined {
  if (list === undefined || list === null) return undefined;
  if (!Array.isArray(list)) throw serialization('a list');
  if (list.length === 0) return undefined;
  // "Currently the list can contain only one item."
  if (list.length > 1) throw invalidAttributes('Only one lookup attribute can be specified.');
  const { AttributeKey, AttributeValue } = objectOf(list[0], new Set(['AttributeKey', 'AttributeValue']));
  const key = ATTRIBUTE_KEYS.find((each) => each === AttributeKey);
  if (key === undefined) throw invalidAttributes(`The attribute key is one of ${ATTRIBUTE_KEYS.join(', ')}.`);
  if (typeof AttributeValue !== 'string' || AttributeValue === '' || AttributeValue.length > VALUE_MAX_CHARS) {
    throw invalidAttributes(`The attribute value has 1 to ${String(VALUE_MAX_CHARS)} characters.`);
  }
  return { key, value: AttributeValue };
}

function timeOf(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || Math.abs(value) > TIME_MAX_SECONDS) throw serialization('a timestamp');
  return Math.floor(value * 1000);
}

function isInsight(category: unknown): boolean {
  if (category === undefined || category === null) return false;
  if (category === 'insight') return true;
  throw new KmsError('InvalidEventCategoryException', 'The event category is insight, or left out.');
}

function maxResultsOf(value: unknown): number {
  if (value === undefined || value === null) return MAX_RESULTS;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_RESULTS) return value;
  throw new KmsError('InvalidMaxResultsException', `MaxResults is 1 to ${String(MAX_RESULTS)}.`);
}

function nextTokenOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && value.length <= TOKEN_MAX_CHARS) return value;
  throw new KmsError('InvalidNextTokenException', 'Invalid token in request.');
}

function serialization(expected: string): KmsError {
  return new KmsError('SerializationException', `The request is not what LookupEvents takes: ${expected} is expected.`);
}

function invalidAttributes(message: string): KmsError {
  return new KmsError('InvalidLookupAttributesException', message);
}
