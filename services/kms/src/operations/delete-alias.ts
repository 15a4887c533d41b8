import { aliasArn, checkAliasName } from '../keys/alias.js';
import { aliasEntity } from '../keys/key-directory.js';
import { keyEntity } from '../keys/key-record.js';
import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';

/** API reference: DeleteAlias. Works whatever the state of the key; the key itself is not touched. */
export const deleteAlias = operation({
  name: 'DeleteAlias',
  quota: 'delete',
  readOnly: false,
  action: 'kms:DeleteAlias',
  resource: ({ aliasName }, call) => aliasArn(call.region.region, call.caller.principal.accountId, aliasName),
  crossAccount: false,
  check(input) {
    checkAliasName(input.aliasName);
  },
  keys: (input) => [{ identifier: input.aliasName, forms: 'any', action: 'kms:DeleteAlias', states: 'any' }],
  handle({ input: { aliasName }, keys }) {
    const { region, accountId, keyId } = soleKey(keys);
    const match = { region, account_id: accountId, alias_name: aliasName, target_key_id: keyId };
    return {
      output: {},
      writes: [{ kind: 'delete', table: 'aliases', match, rows: 1 }],
      // Conditions ask for the aliases of a key.
      entities: [keyEntity(region, keyId), aliasEntity(region, accountId, aliasName)],
      resources: [aliasArn(region, accountId, aliasName)],
    };
  },
});
