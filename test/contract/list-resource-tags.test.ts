import { expect, it } from 'vitest';
import { createKey } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('ListResourceTags', ({ door, a, call, refusal }) => {
  it('is empty for a key without tags', async () => {
    const { keyId } = await createKey(door, a);
    expect(await call('ListResourceTags', { keyId })).toEqual({ tags: [], truncated: false });
  });

  it('pages', async () => {
    const tags = Array.from({ length: 7 }, (_, index) => ({ tagKey: `tag${String(index)}`, tagValue: 'x' }));
    const { keyId } = await createKey(door, a, { tags });
    const first = await call('ListResourceTags', { keyId, limit: 5 });
    expect(first.tags).toHaveLength(5);
    expect(first.truncated).toBe(true);
    const second = await call('ListResourceTags', { keyId, limit: 5, marker: first.nextMarker });
    expect(second.truncated).toBe(false);
    const names = [...first.tags, ...second.tags].map((tag) => tag.tagKey);
    expect(names.sort()).toEqual(tags.map((tag) => tag.tagKey));
  });

  it.each([0, 51])('rejects a limit of %i → ValidationException', async (limit) => {
    const { keyId } = await createKey(door, a);
    expect((await refusal('ListResourceTags', { keyId, limit })).exception).toBe('ValidationException');
  });
});
