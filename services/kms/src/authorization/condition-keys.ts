/**
 * Condition keys: each is a function of the facts, asked only when a policy asks (KMS Developer Guide, "Condition keys
 * for AWS KMS"; IAM User Guide, "AWS global condition context keys").
 */
import type { ContextLookup } from '@strongroom/iam/policy/condition-key.js';
import type { GrantConstraints, Tag } from '@strongroom/proto/gen/kms-types.js';
import { viaService } from '../identity/via-service.js';
import { principalContext } from '../identity/principal-context.js';
import { contextOf, type Facts } from './facts.js';

type Value = string | readonly string[] | undefined;
type Ask = (facts: Facts) => Value;

/** Names that continue after a prefix: a tag key, a key of the encryption context. */
const PREFIXES: readonly (readonly [prefix: string, (facts: Facts, rest: string) => Value])[] = [
  ['kms:encryptioncontext:', (facts, rest) => own(contextOf(facts), rest)],
  ['aws:resourcetag/', ({ key }, rest) => key?.kmsKey.labels?.tags.get(rest)],
  ['aws:requesttag/', (facts, rest) => requestedValues(facts, rest)],
];

const TABLE: Readonly<Record<string, Ask>> = {
  'kms:calleraccount': ({ call }) => call.caller.principal.accountId,
  'kms:keyspec': keySpec,
  'kms:customermasterkeyspec': keySpec,
  'kms:keyusage': keyUsage,
  'kms:customermasterkeyusage': keyUsage,
  'kms:keyorigin': (facts) => facts.key?.kmsKey.origin ?? created(facts, 'origin', 'AWS_KMS'),
  'kms:multiregion': ({ key, input, operation }) => {
    if (key !== undefined) return String(key.kmsKey.multiRegion !== undefined);
    return operation === 'CreateKey' ? scalar(input['multiRegion'], 'false') : undefined;
  },
  'kms:multiregionkeytype': ({ key, input, operation }) => {
    if (operation === 'CreateKey') return input['multiRegion'] === true ? 'PRIMARY' : undefined;
    const multiRegion = key?.kmsKey.multiRegion;
    return multiRegion === undefined ? undefined : multiRegion.isPrimary ? 'PRIMARY' : 'REPLICA';
  },
  'kms:encryptioncontextkeys': (facts) => Object.keys(contextOf(facts) ?? {}),
  'kms:encryptionalgorithm': encryptionAlgorithm,
  'kms:signingalgorithm': member('signingAlgorithm'),
  'kms:macalgorithm': member('macAlgorithm'),
  'kms:keyagreementalgorithm': member('keyAgreementAlgorithm'),
  'kms:messagetype': ({ input, operation }) =>
    operation === 'Sign' || operation === 'Verify' ? (text(input['messageType']) ?? 'RAW') : undefined,
  'kms:datakeypairspec': member('keyPairSpec'),
  'kms:wrappingalgorithm': member('wrappingAlgorithm'),
  'kms:wrappingkeyspec': member('wrappingKeySpec'),
  'kms:expirationmodel': member('expirationModel'),
  'kms:validto': ({ input }) => time(input['validTo']),
  'kms:rotationperiodindays': ({ input, operation }) =>
    operation === 'EnableKeyRotation' ? scalar(input['rotationPeriodInDays'], '365') : undefined,
  'kms:schedulekeydeletionpendingwindowindays': ({ input, operation }) =>
    operation === 'ScheduleKeyDeletion' ? scalar(input['pendingWindowInDays'], '30') : undefined,
  'kms:bypasspolicylockoutsafetycheck': ({ input, operation }) =>
    ['CreateKey', 'PutKeyPolicy', 'ReplicateKey'].includes(operation)
      ? scalar(input['bypassPolicyLockoutSafetyCheck'], 'false')
      : undefined,
  'kms:primaryregion': member('primaryRegion'),
  'kms:replicaregion': member('replicaRegion'),
  'kms:reencryptonsamekey': ({ keys, operation }) =>
    operation === 'ReEncrypt' ? String(keys[0]?.arn === keys[1]?.arn) : undefined,
  'kms:requestalias': ({ key }) => /(?:^|:)(alias\/.*)$/.exec(key?.reference.identifier ?? '')?.[1],
  'kms:resourcealiases': ({ key }) => key?.kmsKey.labels?.aliases,
  'kms:grantoperations': ({ input, operation }) =>
    operation === 'CreateGrant' ? (input['operations'] as readonly string[]) : undefined,
  'kms:granteeprincipal': member('granteePrincipal'),
  'kms:retiringprincipal': member('retiringPrincipal'),
  'kms:grantconstrainttype': ({ input, operation }) => {
    if (operation !== 'CreateGrant') return undefined;
    const constraints = (input['constraints'] ?? {}) as GrantConstraints;
    const equals = constraints.encryptionContextEquals === undefined ? [] : ['EncryptionContextEquals'];
    return constraints.encryptionContextSubset === undefined ? equals : [...equals, 'EncryptionContextSubset'];
  },
  'kms:grantisforawsresource': ({ call, operation }) =>
    ['CreateGrant', 'ListGrants', 'RevokeGrant'].includes(operation)
      ? String(call.caller.principal.kind === 'service')
      : undefined,
  'aws:resourceaccount': ({ key, resourceAccountId, call }) =>
    key?.kmsKey.accountId ?? resourceAccountId ?? call.caller.principal.accountId,
  // The account that a service acts for.
  'aws:sourceaccount': ({ call: { caller } }) =>
    caller.principal.kind === 'service' ? caller.principal.accountId : undefined,
  'aws:tagkeys': (facts) => {
    const removed = (facts.input['tagKeys'] ?? []) as readonly string[];
    return [...tagsOf(facts).map((tag) => tag.tagKey), ...removed];
  },
  'aws:sourceip': ({ call }) => call.sourceAddress.replace(/^::ffff:/, ''),
  'aws:useragent': ({ call }) => call.userAgent,
  'aws:requestedregion': ({ call }) => call.region.region,
  'aws:currenttime': ({ now }) => time(now),
  'aws:epochtime': ({ now }) => String(Math.floor(now / 1000)),
  // AWS's wire is served over plain HTTP here, the two gRPC doors over TLS alone.
  'aws:securetransport': ({ call }) => String(call.door === 'grpc' || call.door === 'batch'),
  'aws:viaawsservice': ({ call }) => String(call.caller.principal.kind === 'service'),
  'kms:viaservice': ({ call }) => viaService(call),
};

/** What policies may ask about a request. */
export function conditionLookup(facts: Facts): ContextLookup {
  return (name) => {
    const ask = Object.hasOwn(TABLE, name) ? TABLE[name] : undefined;
    if (ask !== undefined) return ask(facts);
    for (const [prefix, askFor] of PREFIXES) {
      if (name.startsWith(prefix)) return askFor(facts, name.slice(prefix.length));
    }
    return principalContext(facts.call.caller, name);
  };
}

function keySpec(facts: Facts): Value {
  return (
    facts.key?.kmsKey.keySpec ??
    text(facts.input['customerMasterKeySpec']) ??
    created(facts, 'keySpec', 'SYMMETRIC_DEFAULT')
  );
}

function keyUsage(facts: Facts): Value {
  return facts.key?.kmsKey.keyUsage ?? created(facts, 'keyUsage', 'ENCRYPT_DECRYPT');
}

/** What a key will be. */
function created({ operation, input }: Facts, name: string, otherwise: string): Value {
  return operation === 'CreateKey' ? (text(input[name]) ?? otherwise) : undefined;
}

function encryptionAlgorithm(facts: Facts): Value {
  if (contextOf(facts) === undefined) return undefined;
  const { action, input } = facts;
  const names: Readonly<Record<string, string>> = {
    'kms:ReEncryptFrom': 'sourceEncryptionAlgorithm',
    'kms:ReEncryptTo': 'destinationEncryptionAlgorithm',
  };
  return text(input[names[action] ?? 'encryptionAlgorithm']) ?? 'SYMMETRIC_DEFAULT';
}

function member(name: string): Ask {
  return ({ input }) => text(input[name]);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A number or a flag of the request, or what the service takes it for when it is absent. */
function scalar(value: unknown, otherwise: string): string {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : otherwise;
}

function time(value: unknown): string | undefined {
  return typeof value === 'number' ? new Date(value).toISOString() : undefined;
}

function own(context: Readonly<Record<string, string>> | undefined, name: string): string | undefined {
  return context !== undefined && Object.hasOwn(context, name) ? context[name] : undefined;
}

/** Tag keys may differ by their case alone, condition keys do not: no tag speaks for the others. */
function requestedValues(facts: Facts, lowerCaseKey: string): readonly string[] {
  return tagsOf(facts).flatMap(({ tagKey, tagValue }) => (tagKey.toLowerCase() === lowerCaseKey ? [tagValue] : []));
}

function tagsOf({ input }: Facts): readonly Tag[] {
  return (input['tags'] ?? []) as readonly Tag[];
}
