import { aliasListEntry } from '../keys/alias.js';
import { operation } from '../pipeline/operation.js';
import { checkListLimit, decodeMarker, page } from './support.js';

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 100;

/** API reference: ListAliases. All aliases of the account in this Region, or those of one key. */
export const listAliases = operation({
  name: 'ListAliases',
  quota: 'list',
  readOnly: true,
  action: 'kms:ListAliases',
  crossAccount: false,
  check(input) {
    checkListLimit(input.limit, LIMIT_MAX);
  },
  keys: (input) =>
    input.keyId === undefined
      ? []
      : [
          {
            identifier: input.keyId,
            forms: 'key-id-or-arn',
            action: 'kms:ListAliases',
            authorized: 'elsewhere',
            states: 'any',
          },
        ],
  async handle({ services, call, input, keys }) {
    const { region } = call.region;
    const { reads } = services.store;
    const after = decodeMarker('ListAliases', input.marker);
    const limit = input.limit ?? LIMIT_DEFAULT;
    const [kmsKey] = keys;
    const { rows, more } =
      kmsKey === undefined
        ? await reads.listAliases(region, call.caller.principal.accountId, after, limit)
        : await reads.listAliasesOfKey(region, kmsKey.keyId, after, limit);
    return { output: { aliases: rows.map(aliasListEntry), ...page('ListAliases', more, rows.at(-1)?.alias_name) } };
  },
});
