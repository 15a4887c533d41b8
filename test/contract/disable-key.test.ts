import { expect, it } from 'vitest';
import { bytes, createAlias, createKey } from '../harness/fixtures.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('DisableKey', ({ door, a, call, refusal }) => {
  it('stops every use of the key from its answer on', async () => {
    const { keyId, arn } = await createKey(door, a);
    const { ciphertextBlob } = await call('Encrypt', { keyId, plaintext: bytes(8) });
    await call('DisableKey', { keyId: arn });
    expect((await call('DescribeKey', { keyId })).keyMetadata).toMatchObject({ keyState: 'Disabled', enabled: false });
    const refused = { exception: 'DisabledException', message: `${arn} is disabled.` };
    expect(await refusal('Encrypt', { keyId, plaintext: bytes(8) })).toEqual(refused);
    expect(await refusal('Decrypt', { ciphertextBlob })).toEqual(refused);
    expect(await refusal('GenerateDataKey', { keyId, keySpec: 'AES_256' })).toEqual(refused);
  });

  it('releases no answer that was begun before and rests on the old state', async () => {
    const { keyId } = await createKey(door, a);
    let disabled = false;
    const late: string[] = [];
    const uses = Array.from({ length: 40 }, async () => {
      for (let use = 0; use < 10; use += 1) {
        const begunAfter = disabled;
        try {
          await call('Encrypt', { keyId, plaintext: bytes(8) });
          if (begunAfter) late.push('an Encrypt that began after the disable was acknowledged succeeded');
        } catch {
          return;
        }
      }
    });
    await call('DisableKey', { keyId });
    disabled = true;
    await Promise.all(uses);
    expect(late).toEqual([]);
    expect((await refusal('Encrypt', { keyId, plaintext: bytes(8) })).exception).toBe('DisabledException');
  });

  it('takes no alias → NotFoundException', async () => {
    const key = await createKey(door, a);
    const alias = await createAlias(door, a, key);
    expect((await refusal('DisableKey', { keyId: alias })).exception).toBe('NotFoundException');
  });
});
