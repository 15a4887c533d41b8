import { aliasArn, aliasNotFound, checkAliasName } from '../keys/alias.js';
import { aliasEntity } from '../keys/key-directory.js';
import { touchKey } from '../keys/key-writes.js';
import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';

/** API reference: UpdateAlias. Points an alias at another KMS key of the same account and Region. */
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
