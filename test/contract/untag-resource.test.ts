import { expect, it } from 'vitest';
import { createKey } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('UntagResource', ({ door, a, call, refusal }) => {
  it('removes tags; one that is not there is no error', async () => {
    const tags = ['a', 'b'].map((tagKey) => ({ tagKey, tagValue: '1' }));
    const { keyId } = await createKey(door, a, { tags });
    await call('UntagResource', { keyId, tagKeys: ['a', 'never there'] });
    expect((await call('ListResourceTags', { keyId })).tags).toEqual([{ tagKey: 'b', tagValue: '1' }]);
  });

  it('rejects a key that is pending deletion → KMSInvalidStateException', async () => {
    const { keyId, arn } = await createKey(door, a);
    await call('ScheduleKeyDeletion', { keyId });
    expect(await refusal('UntagResource', { keyId, tagKeys: ['a'] })).toEqual({
      exception: 'KMSInvalidStateException',
      message: `${arn} is pending deletion.`,
    });
  });
});
