import { expect, it } from 'vitest';
import { bytes, createAlias, createKey } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('EnableKey', ({ door, a, call, refusal }) => {
  it('makes a disabled key usable again', async () => {
    const { keyId } = await createKey(door, a);
    await call('DisableKey', { keyId });
    await call('EnableKey', { keyId });
    expect((await call('DescribeKey', { keyId })).keyMetadata).toMatchObject({ keyState: 'Enabled', enabled: true });
    await call('Encrypt', { keyId, plaintext: bytes(8) });
  });

  it('does nothing to an enabled key', async () => {
    const { keyId } = await createKey(door, a);
    await call('EnableKey', { keyId });
    expect((await call('DescribeKey', { keyId })).keyMetadata.keyState).toBe('Enabled');
  });

  it('takes no alias → NotFoundException', async () => {
    const key = await createKey(door, a);
    const alias = await createAlias(door, a, key);
    expect((await refusal('EnableKey', { keyId: alias })).exception).toBe('NotFoundException');
  });
});
