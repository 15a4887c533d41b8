import { aliasArn, aliasNotFound, checkAliasName } from '../keys/alias.js';
import { aliasEntity } from '../keys/key-directory.js';
import { operation } from '../pipeline/operation.js';

/** API reference: DeleteAlias. Works whatever the state of the key; the key itself is not touched. */
export const deleteAlias = operation({
  name: 'DeleteAlias',
  quota: 'delete',
  readOnly: false,
  action: 'kms:DeleteAlias',
  crossAccount: false,
  check(input) {
    checkAliasName(input.aliasName);
  },
  async handle({ services, call, input: { aliasName } }) {
    const { accountId } = call.caller.principal;
    const { region } = call.region;
    if ((await services.store.reads.alias(region, accountId, aliasName)) === undefined) {
      throw aliasNotFound(region, accountId, aliasName);
    }
    return {
      output: {},
      writes: [
        { kind: 'delete', table: 'aliases', match: { region, account_id: accountId, alias_name: aliasName }, rows: 1 },
      ],
      entities: [aliasEntity(region, accountId, aliasName)],
      resources: [aliasArn(region, accountId, aliasName)],
    };
  },
});
