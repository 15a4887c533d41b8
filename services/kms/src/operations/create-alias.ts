import { KmsError } from '@strongroom/core/errors.js';
import { ALIASES_PER_KEY_MAX, aliasArn, checkAliasName } from '../keys/alias.js';
import { aliasEntity } from '../keys/key-directory.js';
import { touchKey } from '../keys/key-writes.js';
import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';

/** API reference: CreateAlias. */
export const createAlias = operation({
  name: 'CreateAlias',
  quota: 'manage',
  readOnly: false,
  action: 'kms:CreateAlias',
  resource: ({ aliasName }, call) => aliasArn(call.region.region, call.caller.principal.accountId, aliasName),
  crossAccount: false,
  check(input) {
    checkAliasName(input.aliasName);
  },
  keys: (input) => [
    {
      identifier: input.targetKeyId,
      forms: 'key-id-or-arn',
      action: 'kms:CreateAlias',
      states: 'not-pending-deletion',
    },
  ],
  async handle({ services, input: { aliasName }, keys }) {
    const kmsKey = soleKey(keys);
    const { region, accountId, keyId } = kmsKey;
    const { reads } = services.store;
    if ((await reads.alias(region, accountId, aliasName)) !== undefined) {
      const arn = aliasArn(region, accountId, aliasName);
      throw new KmsError('AlreadyExistsException', `An alias with the name ${arn} already exists`);
    }
    const aliases = await reads.listAliasesOfKey(region, keyId, '', ALIASES_PER_KEY_MAX);
    if (aliases.rows.length >= ALIASES_PER_KEY_MAX) {
      throw new KmsError('LimitExceededException', `A KMS key has at most ${String(ALIASES_PER_KEY_MAX)} aliases.`);
    }
    const now = services.clock.now();
    const touched = touchKey(kmsKey);
    return {
      output: {},
      writes: [
        ...touched.writes,
        {
          kind: 'insert',
          table: 'aliases',
          row: {
            region,
            account_id: accountId,
            alias_name: aliasName,
            target_key_id: keyId,
            created_at: now,
            updated_at: now,
          },
        },
      ],
      entities: [...touched.entities, aliasEntity(region, accountId, aliasName)],
      resources: [aliasArn(region, accountId, aliasName)],
    };
  },
});
