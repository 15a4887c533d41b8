import { expect, it } from 'vitest';
import { createKey, unknownKeyId } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('ListKeyPolicies', ({ door, a, call, refusal }) => {
  it('answers the one name there is', async () => {
    const { keyId } = await createKey(door, a);
    expect(await call('ListKeyPolicies', { keyId })).toEqual({ policyNames: ['default'], truncated: false });
  });

  it('rejects a key that does not exist → NotFoundException', async () => {
    expect((await refusal('ListKeyPolicies', { keyId: unknownKeyId() })).exception).toBe('NotFoundException');
  });
});
