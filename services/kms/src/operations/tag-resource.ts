import { touchKey } from '../keys/key-writes.js';
import { checkTags, TAGS_MAX, tooManyTags } from '../keys/tags.js';
import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';

/** API reference: TagResource. An existing tag key gets the new value. */
export const tagResource = operation({
  name: 'TagResource',
  quota: 'tag',
  readOnly: false,
  crossAccount: false,
  check(input) {
    checkTags(input.tags);
  },
  keys: (input) => [
    { identifier: input.keyId, forms: 'key-id-or-arn', action: 'kms:TagResource', states: 'not-pending-deletion' },
  ],
  async handle({ services, input, keys }) {
    const kmsKey = soleKey(keys);
    const { region, keyId } = kmsKey;
    const tagKeys = new Set((await services.store.reads.tags(region, keyId)).map((row) => row.tag_key));
    for (const tag of input.tags) tagKeys.add(tag.tagKey);
    if (tagKeys.size > TAGS_MAX) throw tooManyTags();
    const touched = touchKey(kmsKey);
    return {
      output: {},
      writes: [
        ...touched.writes,
        ...input.tags.map(
          ({ tagKey, tagValue }) =>
            ({
              kind: 'upsert',
              table: 'key_tags',
              row: { region, key_id: keyId, tag_key: tagKey, tag_value: tagValue },
            }) as const,
        ),
      ],
      entities: touched.entities,
    };
  },
});
