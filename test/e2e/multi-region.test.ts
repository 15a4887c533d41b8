/**
 * The life of multi-Region keys: what is shared follows the primary, what is not does not, and deletion has its order.
 */
import { expect, it } from 'vitest';
import { adminClient } from '../harness/admin.js';
import { bytes, hex, newAliasName } from '../harness/fixtures.js';
import { waitFor } from '../harness/processes.js';
import { strongroom } from '../harness/strongroom.js';
import { HERE, inTwoRegions, THERE, type RegionalDoor } from '../harness/two-regions.js';
import { wrapMaterial } from '../harness/wrapping.js';

const DAY_MS = 86_400_000;
const WAIT_MS = 20_000;
const FOREVER = { expirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' } as const;

inTwoRegions(
  'A multi-Region key',
  ({ cluster, here, there, pair }) => {
    const advance = async (days: number): Promise<void> => {
      const admin = adminClient(cluster().ready);
      await admin.advanceClock({ byMs: days * DAY_MS, confirm: true });
      admin.close();
    };
    const importInto = async (at: RegionalDoor, keyId: string, material: Uint8Array, choices: object = {}) => {
      const wrapping = { wrappingAlgorithm: 'RSAES_OAEP_SHA_256', wrappingKeySpec: 'RSA_2048' } as const;
      const { publicKey, importToken } = await at.call('GetParametersForImport', { keyId, ...wrapping });
      const encryptedKeyMaterial = wrapMaterial(publicKey, wrapping.wrappingAlgorithm, material);
      return { keyId, importToken, encryptedKeyMaterial, ...FOREVER, ...choices };
    };
    const statesOf = async (at: RegionalDoor, keyId: string) => {
      const { rotations } = await at.call('ListKeyRotations', { keyId, includeKeyMaterial: 'ALL_KEY_MATERIAL' });
      return rotations.map(({ keyMaterialState, importState }) => [keyMaterialState, importState]);
    };

    it('rotates in all Regions at once, on demand and by itself; the replica asks for nothing', async () => {
      const { keyId } = await pair();
      const plaintext = bytes(24);
      const old = (await there().call('Encrypt', { keyId, plaintext })).ciphertextBlob;
      await here().call('RotateKeyOnDemand', { keyId });
      await here().call('EnableKeyRotation', { keyId, rotationPeriodInDays: 90 });
      await advance(91);
      const rotated = await waitFor('both rotations', WAIT_MS, async () => {
        const { rotations } = await there().call('ListKeyRotations', { keyId });
        return rotations.length === 2 ? rotations : undefined;
      });
      expect((await here().call('ListKeyRotations', { keyId })).rotations).toEqual(rotated);
      const [one, two] = await Promise.all([here(), there()].map((at) => at.call('DescribeKey', { keyId })));
      expect(two?.keyMetadata.currentKeyMaterialId).toBe(one?.keyMetadata.currentKeyMaterialId);
      const fresh = (await there().call('Encrypt', { keyId, plaintext })).ciphertextBlob;
      for (const ciphertextBlob of [old, fresh]) {
        expect(hex((await here().call('Decrypt', { ciphertextBlob })).plaintext)).toBe(hex(plaintext));
      }
      for (const operation of ['EnableKeyRotation', 'DisableKeyRotation', 'RotateKeyOnDemand'] as const) {
        expect((await there().refusal(operation, { keyId })).exception).toBe('UnsupportedOperationException');
      }
    });

    it('has policy, description, aliases, tags and state of its own in each Region', async () => {
      const { keyId } = await pair();
      await there().call('UpdateKeyDescription', { keyId, description: 'over there' });
      const aliasName = newAliasName();
      await there().call('CreateAlias', { aliasName, targetKeyId: keyId });
      await there().call('DisableKey', { keyId });
      const { keyMetadata } = await here().call('DescribeKey', { keyId });
      expect(keyMetadata).toMatchObject({ description: '', keyState: 'Enabled' });
      expect((await here().refusal('DescribeKey', { keyId: aliasName })).exception).toBe('NotFoundException');
    });

    it('a primary waits for its last replica, and is deleted a window after it', async () => {
      const { keyId, arn } = await pair();
      expect(await here().call('ScheduleKeyDeletion', { keyId, pendingWindowInDays: 8 })).toEqual({
        keyId: arn,
        keyState: 'PendingReplicaDeletion',
        pendingWindowInDays: 8,
      });
      const waiting = (await here().call('DescribeKey', { keyId })).keyMetadata;
      expect(waiting).toMatchObject({ keyState: 'PendingReplicaDeletion', pendingDeletionWindowInDays: 8 });
      expect(waiting).not.toHaveProperty('deletionDate');
      expect((await here().refusal('Encrypt', { keyId, plaintext: bytes(1) })).exception).toBe(
        'KMSInvalidStateException',
      );
      // It can be cancelled, and waits again.
      await here().call('CancelKeyDeletion', { keyId });
      expect((await here().call('DescribeKey', { keyId })).keyMetadata).not.toHaveProperty(
        'pendingDeletionWindowInDays',
      );
      await here().call('ScheduleKeyDeletion', { keyId, pendingWindowInDays: 8 });

      const { deletionDate } = await there().call('ScheduleKeyDeletion', { keyId, pendingWindowInDays: 7 });
      await advance(7.5);
      await waitFor('the replica is deleted', WAIT_MS, async () =>
        there()
          .call('DescribeKey', { keyId })
          .then(() => undefined)
          .catch(() => true),
      );
      expect((await here().call('DescribeKey', { keyId })).keyMetadata).toMatchObject({
        keyState: 'PendingDeletion',
        deletionDate: deletionDate + 8 * DAY_MS,
        multiRegionConfiguration: { multiRegionKeyType: 'PRIMARY' },
      });
      await advance(8);
      await waitFor('the primary is deleted', WAIT_MS, async () =>
        here()
          .call('DescribeKey', { keyId })
          .then(() => undefined)
          .catch(() => true),
      );
    });

    it('of imported material takes the same in each Region, and rotates when all have it', async () => {
      const { keyId } = await here().create({ origin: 'EXTERNAL' });
      const [first, second] = [bytes(32), bytes(32)];
      await here().call('ImportKeyMaterial', await importInto(here(), keyId, first));
      await here().call('ReplicateKey', { keyId, replicaRegion: THERE });
      expect((await there().settled(keyId)).keyState).toBe('PendingImport');
      const wrong = await importInto(there(), keyId, second);
      expect((await there().refusal('ImportKeyMaterial', wrong)).exception).toBe('IncorrectKeyMaterialException');
      const asNew = { importType: 'NEW_KEY_MATERIAL' };
      expect(
        (await there().refusal('ImportKeyMaterial', await importInto(there(), keyId, second, asNew))).exception,
      ).toBe('UnsupportedOperationException');
      await there().call('ImportKeyMaterial', await importInto(there(), keyId, first));
      const plaintext = bytes(12);
      const { ciphertextBlob } = await here().call('Encrypt', { keyId, plaintext });
      expect(hex((await there().call('Decrypt', { ciphertextBlob })).plaintext)).toBe(hex(plaintext));

      await here().call('ImportKeyMaterial', await importInto(here(), keyId, second, asNew));
      const pending = 'PENDING_MULTI_REGION_IMPORT_AND_ROTATION';
      expect((await statesOf(here(), keyId)).at(-1)).toEqual([pending, 'IMPORTED']);
      expect((await statesOf(there(), keyId)).at(-1)).toEqual([pending, 'PENDING_IMPORT']);
      expect((await here().refusal('RotateKeyOnDemand', { keyId })).exception).toBe('UnsupportedOperationException');
      await there().call('ImportKeyMaterial', await importInto(there(), keyId, second));
      for (const at of [here(), there()]) {
        expect((await statesOf(at, keyId)).at(-1)).toEqual(['PENDING_ROTATION', 'IMPORTED']);
      }
      // Of a replica alone it can go and come again; then all wait once more.
      const { rotations } = await there().call('ListKeyRotations', { keyId, includeKeyMaterial: 'ALL_KEY_MATERIAL' });
      const keyMaterialId = rotations.at(-1)?.keyMaterialId ?? '';
      await there().call('DeleteImportedKeyMaterial', { keyId, keyMaterialId });
      expect((await statesOf(here(), keyId)).at(-1)).toEqual([pending, 'IMPORTED']);
      await there().call('ImportKeyMaterial', await importInto(there(), keyId, second));
      await here().call('RotateKeyOnDemand', { keyId });
      for (const at of [here(), there()]) {
        expect((await at.call('DescribeKey', { keyId })).keyMetadata.currentKeyMaterialId).toBe(keyMaterialId);
      }
      expect(hex((await there().call('Decrypt', { ciphertextBlob })).plaintext)).toBe(hex(plaintext));
    });

    it('strongroom key create --multi-region, replicate, promote, delete', async () => {
      const { readyFile } = cluster();
      const alias = newAliasName();
      const run = async (...command: string[]): Promise<string> =>
        (await strongroom(readyFile, ['key', ...command, '--json'])).stdout;
      await run('create', '--multi-region', '--alias', alias);
      expect(JSON.parse(await run('replicate', alias, '--to', THERE))).toMatchObject({ keyState: 'Enabled' });
      const promoted = JSON.parse(await run('promote', alias, '--to', THERE)) as { primary: string };
      expect(promoted.primary).toContain(`:${THERE}:`);
      const deleted = JSON.parse(await run('delete', promoted.primary, '--region', THERE, '--days', '7')) as object;
      expect(deleted).toMatchObject({ arn: promoted.primary, keyState: 'PendingReplicaDeletion' });
      expect(JSON.parse(await run('delete', alias, '--region', HERE))).toMatchObject({ keyState: 'PendingDeletion' });
    });
  },
  1,
);
