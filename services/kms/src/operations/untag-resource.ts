import { touchKey } from '../keys/key-writes.js';
import { operation } from '../pipeline/operation.js';
import { soleKey } from './cryptography.js';

/** API reference: UntagResource. A tag that is not there is no error. */
export const untagResource = operation({
  name: 'UntagResource',
  quota: 'tag',
  readOnly: false,
  crossAccount: false,
  keys: (input) => [
    { identifier: input.keyId, forms: 'key-id-or-arn', action: 'kms:UntagResource', states: 'not-pending-deletion' },
  ],
  handle({ input, keys }) {
    const kmsKey = soleKey(keys);
    const touched = touchKey(kmsKey);
    return {
      output: {},
      writes: [
        ...touched.writes,
        ...input.tagKeys.map(
          (tagKey) =>
            ({
              kind: 'delete',
              table: 'key_tags',
              match: { region: kmsKey.region, key_id: kmsKey.keyId, tag_key: tagKey },
              rows: 'any',
            }) as const,
        ),
      ],
      entities: touched.entities,
    };
  },
});
