import { KmsError } from '@strongroom/core/errors.js';
import { parseRegion, type Region } from '@strongroom/core/ids.js';
import type { ReplicateKeyRequest } from '@strongroom/proto/gen/kms-types.js';
import type { KmsKeyRow } from '@strongroom/storage/schema.js';
import { checkLockout } from '../authorization/lockout.js';
import { keyMetadata } from '../keys/key-metadata.js';
import { checkedKeyPolicy, defaultPolicy } from '../keys/key-policy.js';
import { compileKey, keyArn, keyEntity, type KmsKey } from '../keys/key-record.js';
import { touchKey } from '../keys/key-writes.js';
import { requirePrimary } from '../keys/multi-region.js';
import { NO_KEY_STORE, NO_ROTATION } from '../keys/new-rows.js';
import { checkStoredText } from '../keys/stored-text.js';
import { checkTags } from '../keys/tags.js';
import { operation } from '../pipeline/operation.js';
import type { Services } from '../services.js';
import { soleKey } from './cryptography.js';

/**
 * API reference: ReplicateKey. The replica is there at once, in the state Creating; the job finish-replicas brings its
 * material.
 */
export const replicateKey = operation({
  name: 'ReplicateKey',
  quota: 'create',
  readOnly: false,
  // In the replica's Region the caller makes a key.
  action: 'kms:CreateKey',
  alsoNeeds: ({ tags = [], replicaRegion: region }, call) =>
    tags.length === 0
      ? []
      : [{ action: 'kms:TagResource', resource: keyArn(region, call.caller.principal.accountId, '*') }],
  crossAccount: false,
  check(input) {
    checkStoredText('Description', input.description);
    checkTags(input.tags ?? []);
    if (input.policy !== undefined) checkedKeyPolicy(input.policy);
  },
  keys: (input) => [
    { identifier: input.keyId, forms: 'key-id-or-arn', action: 'kms:ReplicateKey', states: 'replication' },
  ],
  checkKeys: (_input, keys) => {
    requirePrimary(soleKey(keys));
  },
  examine({ services, call, input, keys }) {
    if (input.policy === undefined) return;
    const { accountId, keyId } = soleKey(keys);
    const author = { call, operation: 'ReplicateKey', input, now: services.clock.now() } as const;
    checkLockout(author, input.policy, keyArn(input.replicaRegion, accountId, keyId));
  },
  async handle({ services, input, keys }) {
    const primary = soleKey(keys);
    const region = replicaRegion(services, input);
    refuseExisting(primary, region);
    const row = replicaRow(services, primary, region, input);
    const related = await services.store.reads.relatedKeys(primary.keyId);
    const touched = touchKey(primary);
    const tags = input.tags ?? [];
    return {
      output: {
        replicaKeyMetadata: keyMetadata(compileKey(row, [], { related: [...related, row] })),
        replicaPolicy: row.policy,
        replicaTags: tags,
      },
      writes: [
        // Two replications of one key do not cross, nor does one cross the deletion of its primary.
        ...touched.writes,
        { kind: 'insert', table: 'kms_keys', row },
        ...tags.map(
          ({ tagKey, tagValue }) =>
            ({
              kind: 'insert',
              table: 'key_tags',
              row: { region, key_id: row.key_id, tag_key: tagKey, tag_value: tagValue },
            }) as const,
        ),
      ],
      entities: [...touched.entities, keyEntity(region, row.key_id)],
      resources: [keyArn(region, row.account_id, row.key_id)],
    };
  },
});

/** @throws KmsError UnsupportedOperationException. */
function replicaRegion({ regions }: Services, input: ReplicateKeyRequest): Region {
  const region = parseRegion(input.replicaRegion);
  if (region !== undefined && regions.has(region)) return region;
  const served = [...regions.keys()].join(', ');
  throw new KmsError(
    'UnsupportedOperationException',
    `The Region ${input.replicaRegion} is not served here. The Regions of this installation are: ${served}.`,
  );
}

/** One related key per Region. @throws KmsError AlreadyExistsException. */
function refuseExisting(primary: KmsKey, region: Region): void {
  const taken = [primary, ...requirePrimary(primary).others].find((each) => each.region === region);
  if (taken === undefined) return;
  throw new KmsError('AlreadyExistsException', `The key ${taken.arn} already exists in Region ${region}.`);
}

/** Id, spec, usage and origin are shared; policy, description, tags, aliases and state are the replica's own. */
function replicaRow(services: Services, primary: KmsKey, region: Region, input: ReplicateKeyRequest): KmsKeyRow {
  const now = services.clock.now();
  return {
    region,
    key_id: primary.keyId,
    account_id: primary.accountId,
    key_state: 'Creating',
    description: input.description ?? '',
    key_spec: primary.keySpec,
    key_usage: primary.keyUsage,
    origin: primary.origin,
    multi_region: 1,
    primary_region: primary.region,
    pending_window_days: null,
    current_material_id: null,
    policy: input.policy ?? defaultPolicy(primary.accountId),
    created_at: now,
    deletion_at: null,
    version: 1,
    ...NO_ROTATION,
    ...NO_KEY_STORE,
  };
}
