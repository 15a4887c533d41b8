/**
 * The examples of the KMS developer guide ("Logging AWS KMS API calls with AWS CloudTrail"): each that this version can
 * produce is produced from its own request, and compared member by member.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { utf8 } from '@strongroom/core/bytes.js';
import { parseRegion } from '@strongroom/core/ids.js';
import { OPERATIONS, MESSAGES, type OperationName } from '@strongroom/proto/gen/kms-model.js';
import { encodeEvent } from '../pipeline/audit-event.js';
import type { Call } from '../pipeline/call.js';
import { operations } from '../operations/registry.gen.js';
import { RegionRuntime } from '../region/region-runtime.js';
import type { Services } from '../services.js';
import { ACCOUNT_A, frontEndFixture } from '../testing/front-end-fixture.js';
import { indexEvent } from './index-event.js';

type Json = Readonly<Record<string, unknown>>;
type Example = Json & {
  readonly eventName: string;
  readonly requestParameters: Json | null;
  readonly responseElements: Json | null;
  readonly resources?: readonly { readonly ARN: string }[];
};

const FOLDER = new URL('../../../../test/vectors/cloudtrail/', import.meta.url);

/** What the guide's examples have by chance: ids, and the version of the format that was current on their day. */
const CHANCE = new Set(['eventVersion', 'eventID', 'requestID', 'managementEvent', 'eventCategory']);
const NOT_PRODUCED: Readonly<Record<string, string>> = {
  'generate-data-key-enclave.json': 'attestation documents of enclaves',
  'generate-random-enclave.json': 'attestation documents of enclaves',
};

/** Where we follow another example, or the rest of the documentation: docs/DIVERGENCES.md. */
const DIFFERENT: Readonly<Record<string, readonly string[]>> = {
  // The newest of the three records the defaults of `tags` and `multiRegion` as well.
  'createkey.json#1': ['requestParameters'],
  'createkey.json#2': ['requestParameters'],
  // Its key belongs to another account than its caller.
  'createkey.json#3': ['sharedEventID'],
  'deletealias.json#1': ['userIdentity'],
  'generatedatakeyplaintext.json#1': ['errorMessage'],
  // A service event like the others.
  'synchronize-multi-region-key.json#1': ['eventType'],
  'update-primary-region.json#2': ['userIdentity'],
};

/** Events of key stores have no keys, and one example has no user agent. */
const ABSENT_IN_SOME = new Set(['resources', 'userAgent']);

/** The guide's older examples in the form of its newer ones. */
function today(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/^(\w{3} \d+, \d{4}) (\d+:)/, '$1, $2');
  if (Array.isArray(value)) return value.map(today);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [
    name === 'AWSAccountId' ? 'aWSAccountId' : name,
    today(member),
  ]);
  const converted = Object.fromEntries(members) as Record<string, unknown>;
  if ('ARN' in converted) converted['type'] ??= 'AWS::KMS::Key';
  return converted;
}

let call: Call;
let services: Services;
beforeAll(async () => {
  const fixture = await frontEndFixture();
  services = fixture.services;
  const own = await fixture.callFor(ACCOUNT_A);
  const arn = `arn:aws:iam::${ACCOUNT_A}:user/Alice`;
  const principal = { ...own.caller.principal, arn, principalId: 'EX_PRINCIPAL_ID', name: 'Alice' };
  call = { ...own, caller: { ...own.caller, principal, accessKeyId: 'EXAMPLE_KEY_ID' } };
});

function examples(): [string, Example][] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json') && !Object.hasOwn(NOT_PRODUCED, name));
  return files.flatMap((name) => {
    const parsed = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Example | readonly Example[];
    const list = 'eventName' in parsed ? [parsed] : parsed;
    return list.map((example, index): [string, Example] => [`${name}#${String(index + 1)}`, example]);
  });
}

/** The request that the example records, in our names. */
function inputOf(name: OperationName, parameters: Json): Json {
  const { fields } = MESSAGES[OPERATIONS[name].input];
  const entries = Object.entries(parameters).map(([member, value]) => {
    const field = fields.find((each) => each.name === member);
    if (member === 'clusterId') return ['cloudHsmClusterId', value];
    return [member, field?.kind === 'timestamp' ? Date.parse(`${String(value)} UTC`) : value];
  });
  return Object.fromEntries(entries) as Json;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isService({ userIdentity }: Example): boolean {
  return !Object.hasOwn(userIdentity as object, 'arn') && (userIdentity as Json)['invokedBy'] === 'AWS Internal';
}

function stored(example: Example): Uint8Array {
  const time = Date.parse(String(example['eventTime']));
  const resources = (example.resources ?? []).map(({ ARN }) => ARN);
  if (isService(example)) {
    const { userIdentity, serviceEventDetails = {}, awsRegion, additionalEventData } = example;
    const { accountId } = userIdentity as { readonly accountId: string };
    const event = { time, region: awsRegion, account: accountId, name: example.eventName, door: 'service', resources };
    return utf8(JSON.stringify({ ...event, parameters: serviceEventDetails, additional: additionalEventData }));
  }
  const name = example.eventName as OperationName;
  const region = must(parseRegion(String(example['awsRegion'])), 'a Region');
  const of: Call = {
    ...call,
    door: 'aws-json',
    region: new RegionRuntime(region, call.region.pool, services.store, services.clock),
    sourceAddress: String(example['sourceIPAddress']),
    userAgent: textOf(example['userAgent']),
  };
  const { errorCode, errorMessage = '' } = example as Json & {
    readonly errorCode?: string;
    readonly errorMessage?: string;
  };
  const readOnly =
    (operations as Partial<Readonly<Record<string, { readonly readOnly: boolean }>>>)[name]?.readOnly ??
    example['readOnly'] === true;
  return encodeEvent(of, { name, readOnly }, inputOf(name, example.requestParameters ?? {}), time, {
    resources,
    additional: example['additionalEventData'] as Json | undefined,
    error: errorCode === undefined ? undefined : [errorCode, errorMessage],
    ...(example.responseElements === null ? {} : { output: example.responseElements }),
  });
}

describe('CloudTrail records are those of the developer guide', () => {
  it.each(examples())('%s', (file, example) => {
    const rows = indexEvent(stored(example));
    const record = JSON.parse(must(rows[0], 'one recipient').event) as Json;
    for (const [member, value] of Object.entries(example)) {
      if (CHANCE.has(member) || DIFFERENT[file]?.includes(member) === true) continue;
      expect({ file, member, value: today(record[member]) }).toEqual({ file, member, value: today(value) });
    }
    const added = Object.keys(record).filter((member) => !(member in example) && !CHANCE.has(member));
    const allowed = DIFFERENT[file] ?? [];
    expect(added.filter((member) => !ABSENT_IN_SOME.has(member) && !allowed.includes(member))).toEqual([]);
  });
});
