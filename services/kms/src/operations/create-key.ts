import { KmsError } from '@strongroom/core/errors.js';
import { tenantOf, type KmsKeyId } from '@strongroom/core/ids.js';
import { uuid } from '@strongroom/core/rng.js';
import { toHex } from '@strongroom/core/bytes.js';
import type { CreateKeyRequest, KeySpec } from '@strongroom/proto/gen/kms-types.js';
import {
  generateBackingKeyArguments,
  generateBackingKeyResult,
  SLOT_COMMAND,
} from '@strongroom/proto/slot-protocol.js';
import { parseBackingKeySpec, usagesOf } from '@strongroom/crypto/key-usages.js';
import { compileKey, keyArn, keyEntity } from '../keys/key-record.js';
import { keyMetadata } from '../keys/key-metadata.js';
import { laneFor } from '../keys/lane.js';
import { checkTags } from '../keys/tags.js';
import { checkStoredText } from '../keys/stored-text.js';
import { checkedKeyPolicy, defaultPolicy } from '../keys/key-policy.js';
import { operation } from '../pipeline/operation.js';
import { refuseFields } from './support.js';

/**
 * API reference: CreateKey. The HSM makes the backing key and exports it sealed; key and material are committed
 * together.
 */
export const createKey = operation({
  name: 'CreateKey',
  quota: 'create',
  readOnly: false,
  action: 'kms:CreateKey',
  crossAccount: false,
  check(input) {
    const keySpec = requestedKeySpec(input);
    checkUsage(keySpec, input);
    if ((input.origin ?? 'AWS_KMS') !== 'AWS_KMS') {
      throw new KmsError(
        'UnsupportedOperationException',
        `Origin ${input.origin ?? ''} is not supported by this version of Strongroom.`,
      );
    }
    refuseFields(input, 'customKeyStoreId', 'xksKeyId');
    if (input.multiRegion === true) refuseFields(input, 'multiRegion');
    checkStoredText('Description', input.description);
    checkTags(input.tags ?? []);
  },
  async handle({ services, call, input }) {
    const { accountId } = call.caller.principal;
    const { region } = call.region;
    const policy = input.policy === undefined ? defaultPolicy(accountId) : checkedKeyPolicy(input.policy);
    const keyId = uuid(services.rng) as KmsKeyId;
    const keySpec = requestedKeySpec(input);
    const keyUsage = input.keyUsage ?? 'ENCRYPT_DECRYPT';
    const answer = await call.region.run({
      tenant: tenantOf(accountId),
      command: SLOT_COMMAND.GENERATE_BACKING_KEY,
      lane: laneFor({ keySpec }, { use: 'generate' }),
      materials: [],
      encode: () => generateBackingKeyArguments.write({ kmsKeyId: keyId, keySpec, keyUsage, origin: 'AWS_KMS' }),
      deadlineAt: call.deadlineAt,
      signal: call.signal,
    });
    const material = generateBackingKeyResult.read(answer);
    const materialId = toHex(material.materialId);
    const createdAt = services.clock.now();
    const row = {
      region,
      key_id: keyId,
      account_id: accountId,
      key_state: 'Enabled',
      description: input.description ?? '',
      key_spec: keySpec,
      key_usage: keyUsage,
      origin: 'AWS_KMS',
      multi_region: 0,
      current_material_id: materialId,
      policy,
      created_at: createdAt,
      deletion_at: null,
      version: 1,
      ...NO_ROTATION,
    };
    const materialRow = {
      region,
      material_id: materialId,
      key_id: keyId,
      ekt: new Uint8Array(material.ekt),
      created_at: createdAt,
      ...FIRST_MATERIAL,
    };
    return {
      output: { keyMetadata: keyMetadata(compileKey(row, [materialRow])) },
      writes: [
        { kind: 'insert', table: 'kms_keys', row },
        { kind: 'insert', table: 'key_materials', row: materialRow },
        ...(input.tags ?? []).map(
          (tag) =>
            ({
              kind: 'insert',
              table: 'key_tags',
              row: { region, key_id: keyId, tag_key: tag.tagKey, tag_value: tag.tagValue },
            }) as const,
        ),
      ],
      entities: [keyEntity(region, keyId)],
      resources: [keyArn(region, accountId, keyId)],
    };
  },
});

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
