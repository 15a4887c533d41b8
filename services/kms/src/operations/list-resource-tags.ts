import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';
import { checkListLimit, decodeMarker, page } from './support.js';

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 50;

/** API reference: ListResourceTags. At most 50 tags exist, so that they are read at once and cut here. */
export const listResourceTags = operation({
  name: 'ListResourceTags',
  quota: 'describe',
  readOnly: true,
  crossAccount: false,
  check(input) {
    checkListLimit(input.limit, LIMIT_MAX);
  },
  keys: (input) => [{ identifier: input.keyId, forms: 'key-id-or-arn', action: 'kms:ListResourceTags', states: 'any' }],
  async handle({ services, input, keys }) {
    const kmsKey = soleKey(keys);
    const after = decodeMarker('ListResourceTags', input.marker);
    const limit = input.limit ?? LIMIT_DEFAULT;
    const rows = await services.store.reads.tags(kmsKey.region, kmsKey.keyId);
    const rest = rows.filter((row) => row.tag_key > after);
    const shown = rest.slice(0, limit);
    return {
      output: {
        tags: shown.map((row) => ({ tagKey: row.tag_key, tagValue: row.tag_value })),
        ...page('ListResourceTags', rest.length > shown.length, shown.at(-1)?.tag_key),
      },
    };
  },
});
