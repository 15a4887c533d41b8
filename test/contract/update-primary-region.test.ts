import { expect, it } from 'vitest';
import { bytes, hex, unknownKeyId } from '../harness/fixtures.js';
import { HERE, inTwoRegions, THERE } from '../harness/two-regions.js';

inTwoRegions('UpdatePrimaryRegion', ({ here, there, pair }) => {
  it('changes the roles of primary and replica; both stay usable', async () => {
    const { keyId, arn } = await pair();
    await here().call('EnableKeyRotation', { keyId, rotationPeriodInDays: 200 });
    const status = await here().call('GetKeyRotationStatus', { keyId });
    expect(await here().call('UpdatePrimaryRegion', { keyId, primaryRegion: THERE })).toEqual({});
    const plaintext = bytes(16);
    const { ciphertextBlob } = await here().call('Encrypt', { keyId, plaintext });
    expect(hex((await there().call('Decrypt', { ciphertextBlob })).plaintext)).toBe(hex(plaintext));

    const replicaArn = arn.replace(HERE, THERE);
    const configuration = {
      primaryKey: { arn: replicaArn, region: THERE },
      replicaKeys: [{ arn, region: HERE }],
    };
    expect(await here().settled(keyId)).toMatchObject({
      keyState: 'Enabled',
      multiRegionConfiguration: { multiRegionKeyType: 'REPLICA', ...configuration },
    });
    expect(await there().settled(keyId)).toMatchObject({
      keyState: 'Enabled',
      multiRegionConfiguration: { multiRegionKeyType: 'PRIMARY', ...configuration },
    });
    // The schedule goes with the role, and is shown everywhere.
    const moved = { ...status, keyId: replicaArn };
    expect(await there().call('GetKeyRotationStatus', { keyId })).toEqual(moved);
    expect(await here().call('GetKeyRotationStatus', { keyId })).toEqual(status);
    await there().call('RotateKeyOnDemand', { keyId });
    expect((await here().refusal('RotateKeyOnDemand', { keyId })).exception).toBe('UnsupportedOperationException');
  });

  it('and back again', async () => {
    const { keyId } = await pair();
    await here().call('UpdatePrimaryRegion', { keyId, primaryRegion: THERE });
    await there().settled(keyId);
    await there().call('UpdatePrimaryRegion', { keyId, primaryRegion: HERE });
    const { multiRegionConfiguration } = await here().settled(keyId);
    expect(multiRegionConfiguration.multiRegionKeyType).toBe('PRIMARY');
  });

  it('of a replica, or a key of one Region → UnsupportedOperationException', async () => {
    const { keyId, arn } = await pair();
    expect(await there().refusal('UpdatePrimaryRegion', { keyId, primaryRegion: HERE })).toEqual({
      exception: 'UnsupportedOperationException',
      message: `${arn.replace(HERE, THERE)} is not a multi-region primary key.`,
    });
    const single = await here().create({ multiRegion: false });
    const refused = await here().refusal('UpdatePrimaryRegion', { keyId: single.keyId, primaryRegion: THERE });
    expect(refused.exception).toBe('UnsupportedOperationException');
  });

  it('to a Region without a replica, or of a key that is not there → NotFoundException', async () => {
    const { keyId } = await here().create();
    const exceptionOf = async (asked: { keyId: string; primaryRegion: string }) =>
      (await here().refusal('UpdatePrimaryRegion', asked)).exception;
    expect(await exceptionOf({ keyId, primaryRegion: THERE })).toBe('NotFoundException');
    expect(await exceptionOf({ keyId: unknownKeyId(), primaryRegion: THERE })).toBe('NotFoundException');
    expect(await exceptionOf({ keyId: 'alias/x', primaryRegion: THERE })).toBe('NotFoundException');
    expect(await exceptionOf({ keyId, primaryRegion: 'nowhere' })).toBe('ValidationException');
  });

  it('to a replica that is not enabled, or from a primary that is not', async () => {
    const { keyId } = await pair();
    await there().call('DisableKey', { keyId });
    const asked = { keyId, primaryRegion: THERE };
    expect((await here().refusal('UpdatePrimaryRegion', asked)).exception).toBe('DisabledException');
    await there().call('EnableKey', { keyId });
    await here().call('DisableKey', { keyId });
    expect((await here().refusal('UpdatePrimaryRegion', asked)).exception).toBe('DisabledException');
  });
});
