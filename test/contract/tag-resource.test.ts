import { expect, it } from 'vitest';
import { createAlias, createKey } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('TagResource', ({ door, a, call, refusal }) => {
  it('adds tags and replaces values', async () => {
    const { keyId } = await createKey(door, a);
    await call('TagResource', { keyId, tags: [{ tagKey: 'team', tagValue: 'red' }] });
    const tags = [
      { tagKey: 'stage', tagValue: '' },
      { tagKey: 'team', tagValue: 'blue' },
    ];
    await call('TagResource', { keyId, tags });
    const listed = (await call('ListResourceTags', { keyId })).tags;
    expect([...listed].sort((one, two) => one.tagKey.localeCompare(two.tagKey))).toEqual(tags);
  });

  it('rejects reserved and repeated keys → TagException', async () => {
    const { keyId } = await createKey(door, a);
    expect(await refusal('TagResource', { keyId, tags: [{ tagKey: 'aws:team', tagValue: 'x' }] })).toEqual({
      exception: 'TagException',
      message: 'Tags beginning with aws: are reserved',
    });
    const tag = { tagKey: 'team', tagValue: 'x' };
    expect(await refusal('TagResource', { keyId, tags: [tag, tag] })).toEqual({
      exception: 'TagException',
      message: 'Duplicate tag keys',
    });
  });

  it('rejects the 51st tag → TagException', async () => {
    const { keyId } = await createKey(door, a);
    const tags = Array.from({ length: 50 }, (_, index) => ({ tagKey: `tag${String(index)}`, tagValue: '' }));
    await call('TagResource', { keyId, tags });
    expect(await refusal('TagResource', { keyId, tags: [{ tagKey: 'one more', tagValue: '' }] })).toEqual({
      exception: 'TagException',
      message: 'Too many tags',
    });
  });

  it('rejects a key of 129 characters → ValidationException, naming the member', async () => {
    const { keyId } = await createKey(door, a);
    const { exception, message } = await refusal('TagResource', {
      keyId,
      tags: [{ tagKey: 'x'.repeat(129), tagValue: '' }],
    });
    expect(exception).toBe('ValidationException');
    expect(message).toContain("at 'tags.1.member.tagKey' failed to satisfy constraint");
  });

  it('takes no alias → NotFoundException', async () => {
    const key = await createKey(door, a);
    const keyId = await createAlias(door, a, key);
    const refused = await refusal('TagResource', { keyId, tags: [{ tagKey: 'a', tagValue: 'b' }] });
    expect(refused.exception).toBe('NotFoundException');
  });
});
