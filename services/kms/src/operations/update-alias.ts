import { must } from '@strongroom/core/assert.js';
import { KmsError } from '@strongroom/core/errors.js';
import { isKeyPairSpec } from '@strongroom/crypto/key-usages.js';
import { aliasArn, checkAliasName } from '../keys/alias.js';
import { aliasEntity } from '../keys/key-directory.js';
import { keyEntity, type KmsKey } from '../keys/key-record.js';
import { touchKey } from '../keys/key-writes.js';
import { operation } from '../pipeline/operation.js';

/** API reference: UpdateAlias. Points an alias at another KMS key of the same account, Region, type and usage. */
export const updateAlias = operation({
  name: 'UpdateAlias',
  quota: 'manage',
  readOnly: false,
  action: 'kms:UpdateAlias',
  resource: ({ aliasName }, call) => aliasArn(call.region.region, call.caller.principal.accountId, aliasName),
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
    // The key that it leaves.
    { identifier: input.aliasName, forms: 'any', action: 'kms:UpdateAlias', states: 'any' },
  ],
  checkKeys(_input, [next, current]) {
    checkExchangeable(must(current, 'the alias is referenced'), must(next, 'the new key is referenced'));
  },
  handle({ services, input: { aliasName }, keys: [next, current] }) {
    const kmsKey = must(next, 'the new key is referenced');
    const left = must(current, 'the alias is referenced');
    const { region, accountId, keyId } = kmsKey;
    const touched = touchKey(kmsKey);
    return {
      output: {},
      writes: [
        ...touched.writes,
        {
          kind: 'update',
          table: 'aliases',
          match: { region, account_id: accountId, alias_name: aliasName, target_key_id: left.keyId },
          set: { target_key_id: keyId, updated_at: services.clock.now() },
          rows: 1,
        },
      ],
      // Conditions ask for the aliases of a key, of the one that it leaves too.
      entities: [...touched.entities, keyEntity(region, left.keyId), aliasEntity(region, accountId, aliasName)],
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
