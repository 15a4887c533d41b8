import { KmsError } from '@strongroom/core/errors.js';
import { isKeyPairSpec } from '@strongroom/crypto/key-usages.js';
import { aliasArn, aliasNotFound, checkAliasName } from '../keys/alias.js';
import { aliasEntity } from '../keys/key-directory.js';
import type { KmsKey } from '../keys/key-record.js';
import { touchKey } from '../keys/key-writes.js';
import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';

/** API reference: UpdateAlias. Points an alias at another KMS key of the same account, Region, type and usage. */
export const updateAlias = operation({
  name: 'UpdateAlias',
  quota: 'manage',
  readOnly: false,
  crossAccount: false,
  check(input) {
    checkAliasName(input.aliasName);
  },
  keys: (input) => [
    {
      identifier: input.targetKeyId,
      forms: 'key-id-or-arn',
      action: 'kms:UpdateAlias',
      states: 'not-pending-deletion',
    },
  ],
  async handle({ services, input: { aliasName }, keys }) {
    const kmsKey = soleKey(keys);
    const { region, accountId, keyId } = kmsKey;
    const existing = await services.store.reads.alias(region, accountId, aliasName);
    if (existing === undefined) throw aliasNotFound(region, accountId, aliasName);
    const current = await services.keys.byId(region, existing.target_key_id);
    if (current !== undefined) checkExchangeable(current, kmsKey);
    const touched = touchKey(kmsKey);
    return {
      output: {},
      writes: [
        ...touched.writes,
        {
          kind: 'update',
          table: 'aliases',
          match: { region, account_id: accountId, alias_name: aliasName },
          set: { target_key_id: keyId, updated_at: services.clock.now() },
          rows: 1,
        },
      ],
      entities: [...touched.entities, aliasEntity(region, accountId, aliasName)],
      resources: [aliasArn(region, accountId, aliasName)],
    };
  },
});

/**
 * API reference, UpdateAlias: programs that use the alias must be able to go on. @throws KmsError ValidationException.
 */
function checkExchangeable(current: KmsKey, next: KmsKey): void {
  if (typeOf(current) === typeOf(next) && current.keyUsage === next.keyUsage) return;
  const described = [current, next].map((each) => `${each.arn} is ${typeOf(each)} for ${each.keyUsage}`);
  throw new KmsError(
    'ValidationException',
    `The current and the new KMS key of an alias must have the same type and key usage: ${described.join(', ')}.`,
  );
}

function typeOf({ keySpec, keyUsage }: KmsKey): 'symmetric' | 'HMAC' | 'asymmetric' {
  if (isKeyPairSpec(keySpec)) return 'asymmetric';
  return keyUsage === 'GENERATE_VERIFY_MAC' ? 'HMAC' : 'symmetric';
}
