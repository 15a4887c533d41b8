import { KmsError } from '@strongroom/core/errors.js';
import { tenantOf, type KmsKeyId } from '@strongroom/core/ids.js';
import { uuid, type Rng } from '@strongroom/core/rng.js';
import { toHex } from '@strongroom/core/bytes.js';
import type { CreateKeyRequest, KeySpec } from '@strongroom/proto/gen/kms-types.js';
import {
  generateBackingKeyArguments,
  generateBackingKeyResult,
  SLOT_COMMAND,
} from '@strongroom/proto/slot-protocol.js';
import { parseBackingKeySpec, usagesOf } from '@strongroom/crypto/key-usages.js';
import type { KeyMaterialRow, KmsKeyRow } from '@strongroom/storage/schema.js';
import { checkLockout } from '../authorization/lockout.js';
import type { Call } from '../pipeline/call.js';
import { compileKey, keyArn, keyEntity } from '../keys/key-record.js';
import { keyMetadata } from '../keys/key-metadata.js';
import { FIRST_MATERIAL, NO_ROTATION, SINGLE_REGION } from '../keys/new-rows.js';
import { laneFor } from '../keys/lane.js';
import { checkTags } from '../keys/tags.js';
import { checkStoredText } from '../keys/stored-text.js';
import { checkedKeyPolicy, defaultPolicy } from '../keys/key-policy.js';
import { operation } from '../pipeline/operation.js';
import { checkStoreFields, placeKey } from './key-in-store.js';

/**
 * API reference: CreateKey. The HSM makes the backing key and exports it sealed; key and material are committed
 * together. A key of origin EXTERNAL has none until it is imported.
 */
export const createKey = operation({
  name: 'CreateKey',
  quota: 'create',
  readOnly: false,
  action: 'kms:CreateKey',
  alsoNeeds: ({ tags = [] }, call) =>
    tags.length === 0
      ? []
      : [{ action: 'kms:TagResource', resource: keyArn(call.region.region, call.caller.principal.accountId, '*') }],
  crossAccount: false,
  check(input) {
    const keySpec = requestedKeySpec(input);
    checkUsage(keySpec, input);
    checkStoreFields(input);
    checkStoredText('Description', input.description);
    checkTags(input.tags ?? []);
  },
  async handle({ services, call, input }) {
    const { accountId } = call.caller.principal;
    const { region } = call.region;
    const multiRegion = input.multiRegion === true;
    const keyId = newKeyId(services.rng, multiRegion);
    const keySpec = requestedKeySpec(input);
    const origin = input.origin ?? 'AWS_KMS';
    const placement = await placeKey(services, call, input);
    const createdAt = services.clock.now();
    if (input.policy !== undefined) {
      checkLockout(
        { call, operation: 'CreateKey', input, now: createdAt },
        input.policy,
        keyArn(region, accountId, keyId),
      );
    }
    const row = {
      region,
      key_id: keyId,
      account_id: accountId,
      key_state: origin === 'EXTERNAL' ? 'PendingImport' : 'Enabled',
      description: input.description ?? '',
      key_spec: keySpec,
      key_usage: input.keyUsage ?? 'ENCRYPT_DECRYPT',
      origin,
      ...SINGLE_REGION,
      ...(multiRegion ? { multi_region: 1, primary_region: region } : {}),
      current_material_id: null,
      policy: input.policy === undefined ? defaultPolicy(accountId) : checkedKeyPolicy(input.policy),
      created_at: createdAt,
      deletion_at: null,
      version: 1,
      ...NO_ROTATION,
      ...placement.columns,
    };
    const materials = origin === 'EXTERNAL' ? [] : [await firstMaterial(call, row)];
    const whole = { ...row, current_material_id: materials[0]?.material_id ?? null };
    return {
      output: { keyMetadata: keyMetadata(compileKey(whole, materials, { store: placement.store })) },
      writes: [
        { kind: 'insert', table: 'kms_keys', row: whole },
        ...materials.map((each) => ({ kind: 'insert', table: 'key_materials', row: each }) as const),
        ...(input.tags ?? []).map(
          (tag) =>
            ({
              kind: 'insert',
              table: 'key_tags',
              row: { region, key_id: keyId, tag_key: tag.tagKey, tag_value: tag.tagValue },
            }) as const,
        ),
      ],
      entities: [keyEntity(region, keyId), ...placement.entities],
      restsOn: placement.restsOn,
      resources: [keyArn(region, accountId, keyId)],
    };
  },
});

/** Related multi-Region keys share their id; what its prefix promises, HSMs go by. */
function newKeyId(rng: Rng, multiRegion: boolean): KmsKeyId {
  const id = uuid(rng);
  return (multiRegion ? `mrk-${id.replaceAll('-', '')}` : id) as KmsKeyId;
}

/** Made inside the tenant's slot, for exactly this key. */
async function firstMaterial(call: Call, key: KmsKeyRow): Promise<KeyMaterialRow> {
  const { key_id: kmsKeyId, key_spec: keySpec, key_usage: keyUsage, origin } = key;
  const answer = await call.region.run({
    tenant: tenantOf(call.caller.principal.accountId),
    command: SLOT_COMMAND.GENERATE_BACKING_KEY,
    lane: laneFor({ keySpec }, { use: 'generate' }),
    materials: [],
    encode: () => generateBackingKeyArguments.write({ kmsKeyId, keySpec, keyUsage, origin }),
    deadlineAt: call.deadlineAt,
    signal: call.signal,
  });
  const { materialId, ekt } = generateBackingKeyResult.read(answer);
  return {
    region: key.region,
    material_id: toHex(materialId),
    key_id: kmsKeyId,
    ekt: new Uint8Array(ekt),
    created_at: key.created_at,
    ...FIRST_MATERIAL,
  };
}

/** KeySpec and the deprecated CustomerMasterKeySpec mean the same; both at once must agree. */
function requestedKeySpec(input: CreateKeyRequest): KeySpec {
  const { keySpec, customerMasterKeySpec } = input;
  if (keySpec !== undefined && customerMasterKeySpec !== undefined && keySpec !== customerMasterKeySpec) {
    throw new KmsError(
      'ValidationException',
      'You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated.',
    );
  }
  return keySpec ?? customerMasterKeySpec ?? 'SYMMETRIC_DEFAULT';
}

function checkUsage(keySpec: KeySpec, input: CreateKeyRequest): void {
  const known = parseBackingKeySpec(keySpec);
  // SM2, which the service has in China Regions only.
  if (known === undefined) {
    throw new KmsError('UnsupportedOperationException', `KeySpec ${keySpec} is not supported in this Region.`);
  }
  if (input.keyUsage === undefined) {
    if (keySpec === 'SYMMETRIC_DEFAULT') return;
    throw new KmsError(
      'ValidationException',
      'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
    );
  }
  if (!usagesOf(known).includes(input.keyUsage)) {
    throw new KmsError('ValidationException', `KeyUsage ${input.keyUsage} is not compatible with KeySpec ${keySpec}`);
  }
}
