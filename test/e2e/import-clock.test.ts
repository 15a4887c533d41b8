/** Import tokens and imported material end when civil time says so; what comes back makes the key whole again. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { adminClient } from '../harness/admin.js';
import { Cluster } from '../harness/cluster.js';
import { GrpcDoor } from '../harness/doors/grpc-door.js';
import { bytes, createKey } from '../harness/fixtures.js';
import type { ReadyTenant } from '../harness/ready-file.js';
import { refusalOf } from '../harness/suite.js';
import { wrapMaterial } from '../harness/wrapping.js';

const HOUR_MS = 3_600_000;
const WRAPPING = { wrappingAlgorithm: 'RSAES_OAEP_SHA_256', wrappingKeySpec: 'RSA_2048' } as const;

describe('Import and the clock', () => {
  let cluster: Cluster;
  let door: GrpcDoor;
  let tenant: ReadyTenant;
  let admin: ReturnType<typeof adminClient>;
  beforeAll(async () => {
    cluster = await Cluster.start();
    door = new GrpcDoor(cluster.ready);
    admin = adminClient(cluster.ready);
    tenant = must(cluster.ready.tenants[0], 'a tenant');
  });
  afterAll(async () => {
    admin.close();
    await door.close();
    await cluster.destroy();
  });

  const advance = (hours: number): Promise<unknown> => admin.advanceClock({ byMs: hours * HOUR_MS, confirm: true });

  async function prepare(keyId: string, material: Uint8Array) {
    const answer = await door.call('GetParametersForImport', { keyId, ...WRAPPING }, tenant);
    const encryptedKeyMaterial = wrapMaterial(answer.publicKey, WRAPPING.wrappingAlgorithm, material);
    return {
      input: { keyId, importToken: answer.importToken, encryptedKeyMaterial },
      validTo: answer.parametersValidTo,
    };
  }

  it('a token is worth nothing after 24 hours → ExpiredImportTokenException', async () => {
    const { keyId } = await createKey(door, tenant, { origin: 'EXTERNAL' });
    const { input } = await prepare(keyId, bytes(32));
    await advance(25);
    const late = door.call('ImportKeyMaterial', { ...input, expirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' }, tenant);
    expect((await refusalOf(late)).exception).toBe('ExpiredImportTokenException');
  });

  it('expired material is deleted; the same material brings the ciphertexts back', async () => {
    const { keyId, arn } = await createKey(door, tenant, { origin: 'EXTERNAL' });
    const material = bytes(32);
    const first = await prepare(keyId, material);
    const validTo = first.validTo + 48 * HOUR_MS;
    const { keyMaterialId } = await door.call('ImportKeyMaterial', { ...first.input, validTo }, tenant);
    expect((await door.call('DescribeKey', { keyId }, tenant)).keyMetadata).toMatchObject({
      expirationModel: 'KEY_MATERIAL_EXPIRES',
      validTo,
    });
    const plaintext = bytes(20);
    const { ciphertextBlob } = await door.call('Encrypt', { keyId, plaintext }, tenant);

    await advance(71);
    await door.call('Decrypt', { ciphertextBlob }, tenant);
    const looked = await admin.advanceClock({ byMs: 2 * HOUR_MS, confirm: false });
    expect(must(looked.destroys, 'a list').join()).toContain(must(keyMaterialId, 'an id'));
    await advance(2);
    const { keyMetadata } = await door.call('DescribeKey', { keyId }, tenant);
    expect(keyMetadata.keyState).toBe('PendingImport');
    expect(await refusalOf(door.call('Decrypt', { ciphertextBlob }, tenant))).toEqual({
      exception: 'KMSInvalidStateException',
      message: `${arn} is pending import.`,
    });

    const again = await prepare(keyId, material);
    await door.call('ImportKeyMaterial', { ...again.input, expirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' }, tenant);
    const back = await door.call('Decrypt', { ciphertextBlob }, tenant);
    expect(Buffer.from(back.plaintext)).toEqual(Buffer.from(plaintext));
  });
});
