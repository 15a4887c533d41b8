import { describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { ACCOUNT_A, frontEndFixture } from '../testing/front-end-fixture.js';

describe('text with a NUL, which the store would cut', () => {
  it('is refused in descriptions and tags', async () => {
    const fixture = await frontEndFixture();
    const { pipeline } = fixture;
    const call = await fixture.callFor(ACCOUNT_A);
    const keyId = must((await pipeline.run('CreateKey', call, {})).keyMetadata?.keyId, 'a key id');
    const refused = { exception: 'ValidationException' };
    await expect(pipeline.run('CreateKey', call, { description: 'a\0b' })).rejects.toMatchObject(refused);
    await expect(pipeline.run('UpdateKeyDescription', call, { keyId, description: 'a\0b' })).rejects.toMatchObject(
      refused,
    );
    for (const tag of [
      { tagKey: 'x\0y', tagValue: '' },
      { tagKey: 'x', tagValue: '\0' },
    ]) {
      await expect(pipeline.run('TagResource', call, { keyId, tags: [tag] })).rejects.toMatchObject(refused);
      await expect(pipeline.run('CreateKey', call, { tags: [tag] })).rejects.toMatchObject(refused);
    }
  });
});
