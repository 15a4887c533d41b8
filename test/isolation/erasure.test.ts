/**
 * Erasure is complete after a rotation of the domain key: a copy of the store from before a key was deleted gives it
 * back no more, not to one who may talk to the HSMs as the front end does. Everything else goes on as before.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import { EMPTY_BYTES } from '@strongroom/core/bytes.js';
import type { OperationName } from '@strongroom/proto/gen/kms-model.js';
import type { KmsRequests } from '@strongroom/proto/gen/kms-types.js';
import { encryptArguments, SLOT_COMMAND, type MaterialReference } from '@strongroom/proto/slot-protocol.js';
import { Connection } from '@strongroom/storage/libsql/binding.js';
import { adminClient, clientCertificate } from '../harness/admin.js';
import { Cluster } from '../harness/cluster.js';
import { SdkDoor } from '../harness/doors/sdk-door.js';
import { bytes, createKey, hex } from '../harness/fixtures.js';
import type { ReadyTenant } from '../harness/ready-file.js';
import { strongroom } from '../harness/strongroom.js';
import { refusalOf } from '../harness/suite.js';
import { storeFile } from '../harness/vault.js';
import { wrapMaterial } from '../harness/wrapping.js';
import { RawLink } from './hsm/raw-link.js';

const DAY_MS = 86_400_000;
const FOREVER = { expirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' } as const;
const OAEP = { wrappingAlgorithm: 'RSAES_OAEP_SHA_256', wrappingKeySpec: 'RSA_2048' } as const;

describe('Erasure', () => {
  let cluster: Cluster;
  let door: SdkDoor;
  let tenant: ReadyTenant;
  beforeAll(async () => {
    cluster = await Cluster.start({ flags: ['--nodes', '2'] });
    door = new SdkDoor(cluster.ready);
    tenant = must(cluster.ready.tenants[0], 'a tenant');
  });
  afterAll(async () => {
    await door.close();
    await cluster.destroy();
  });

  const call = <Name extends OperationName>(name: Name, input: KmsRequests[Name]) => door.call(name, input, tenant);
  const dataDir = (): string => dirname(dirname(cluster.ready.kms.caFile));

  function stored(sql: string, ...values: string[]): Uint8Array[] {
    const store = new Connection(storeFile(dataDir()), 5000);
    try {
      return store
        .prepare(sql)
        .all(values)
        .map((row) => Uint8Array.from(row['value'] as Uint8Array));
    } finally {
      store.close();
    }
  }
  const slotToken = (of: string): Uint8Array =>
    must(stored('SELECT token AS value FROM slot_tokens WHERE tenant = ?', of)[0], 'the tenant has a slot');

  async function importToken(keyId: string): Promise<{ importToken: Uint8Array; encryptedKeyMaterial: Uint8Array }> {
    const answer = await call('GetParametersForImport', { keyId, ...OAEP });
    const encryptedKeyMaterial = wrapMaterial(answer.publicKey, OAEP.wrappingAlgorithm, bytes(32));
    return { importToken: answer.importToken, encryptedKeyMaterial };
  }

  /** What an HSM answers to the front end's own certificate, on every node. */
  async function present(material: MaterialReference, token: Uint8Array): Promise<string[]> {
    const pki = dirname(cluster.ready.kms.caFile);
    const certificate = {
      ...(await clientCertificate(cluster.ready, 'unused')),
      certificatePem: readFileSync(join(pki, 'kms-1.crt'), 'utf8'),
      privateKeyPem: readFileSync(join(pki, 'kms-1.key'), 'utf8'),
    };
    const caPem = readFileSync(cluster.ready.kms.caFile, 'utf8');
    const payload = encryptArguments.write({ material, context: EMPTY_BYTES, plaintext: bytes(16) });
    const answers = cluster.ready.hsm.map(async ({ address }) => {
      const link = new RawLink(address, { caPem, issue: () => Promise.reject(new Error('none')) }, certificate);
      link.greet();
      await link.welcomed;
      const command = { tenant: tenant.accountId, command: SLOT_COMMAND.ENCRYPT, payload, slotToken: token };
      const { status } = await link.send(command);
      link.close();
      return status;
    });
    return Promise.all(answers);
  }

  it('takes a deleted key from whoever has a copy of the store, and nothing from anybody else', async () => {
    const plaintext = bytes(32);
    const symmetric = await createKey(door, tenant);
    const { ciphertextBlob: old } = await call('Encrypt', { keyId: symmetric.keyId, plaintext });
    await call('RotateKeyOnDemand', { keyId: symmetric.keyId });
    const { ciphertextBlob: recent } = await call('Encrypt', { keyId: symmetric.keyId, plaintext });
    const signing = await createKey(door, tenant, { keySpec: 'ECC_NIST_P256', keyUsage: 'SIGN_VERIFY' });
    const postQuantum = await createKey(door, tenant, { keySpec: 'ML_DSA_44', keyUsage: 'SIGN_VERIFY' });
    const mac = await createKey(door, tenant, { keySpec: 'HMAC_256', keyUsage: 'GENERATE_VERIFY_MAC' });
    const imported = await createKey(door, tenant, { origin: 'EXTERNAL' });
    await call('ImportKeyMaterial', { keyId: imported.keyId, ...(await importToken(imported.keyId)), ...FOREVER });
    const { ciphertextBlob: ofImported } = await call('Encrypt', { keyId: imported.keyId, plaintext });
    const message = bytes(20);
    const signAs = { message, signingAlgorithm: 'ECDSA_SHA_256' } as const;
    const { signature } = await call('Sign', { keyId: signing.keyId, ...signAs });

    // The copy.
    const deleted = await createKey(door, tenant);
    await call('Encrypt', { keyId: deleted.keyId, plaintext });
    const select = (column: string) => `SELECT ${column} AS value FROM key_materials WHERE key_id = ?`;
    const ekt = must(stored(select('ekt'), deleted.keyId)[0], 'the key has material');
    const materialId = must(stored(select('unhex(material_id)'), deleted.keyId)[0], 'it has an id');
    const copy = { material: { materialId, ekt }, slotToken: slotToken(tenant.accountId) };

    await call('ScheduleKeyDeletion', { keyId: deleted.keyId, pendingWindowInDays: 7 });
    const admin = adminClient(cluster.ready);
    await admin.advanceClock({ byMs: 8 * DAY_MS, confirm: true });
    expect((await refusalOf(call('DescribeKey', { keyId: deleted.keyId }))).exception).toBe('NotFoundException');
    // Deleted, and not yet erased.
    expect(await present(copy.material, copy.slotToken)).toEqual(['OK', 'OK']);
    const outstanding = await importToken(imported.keyId);

    const { code, stdout, stderr } = await strongroom(cluster.readyFile, ['fleet', 'rotate-domain-key', '--json']);
    expect(code, stderr).toBe(0);
    const { rotations } = JSON.parse(stdout) as { rotations: Record<string, unknown>[] };
    expect(rotations).toMatchObject([{ resumed: false, domainTokenVersion: 3, nodesBehind: [] }]);

    // With its own slot token, with the present one, and in the slot as it is bound.
    await call('Encrypt', { keyId: symmetric.keyId, plaintext });
    for (const token of [copy.slotToken, slotToken(tenant.accountId)]) {
      expect(await present(copy.material, token)).toEqual(['TOKEN_INVALID', 'TOKEN_INVALID']);
    }
    expect(await present(copy.material, EMPTY_BYTES)).toEqual(['TOKEN_INVALID', 'TOKEN_INVALID']);

    for (const ciphertextBlob of [old, recent, ofImported]) {
      expect(hex((await call('Decrypt', { ciphertextBlob })).plaintext)).toBe(hex(plaintext));
    }
    expect((await call('Verify', { keyId: signing.keyId, ...signAs, signature })).signatureValid).toBe(true);
    await call('Sign', { keyId: signing.keyId, ...signAs });
    await call('Sign', { keyId: postQuantum.keyId, message, signingAlgorithm: 'ML_DSA_SHAKE_256' });
    await call('GenerateMac', { keyId: mac.keyId, message, macAlgorithm: 'HMAC_SHA_256' });
    await createKey(door, tenant);
    await call('RotateKeyOnDemand', { keyId: symmetric.keyId });
    const token = await refusalOf(call('ImportKeyMaterial', { keyId: imported.keyId, ...outstanding, ...FOREVER }));
    expect(token.exception).toBe('InvalidImportTokenException');
    // Access keys: one from before, in a front end that has to derive its signing key anew, and a new one.
    const fresh = await admin.createAccessKey({ principalArn: tenant.arn });
    const { accessKeyId = '', secretAccessKey = '' } = fresh;
    await door.call('ListKeys', {}, { ...tenant, accessKeyId, secretAccessKey });
    admin.close();
  });

  it('a second rotation works as the first did', async () => {
    const { code, stdout } = await strongroom(cluster.readyFile, ['fleet', 'rotate-domain-key']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('the domain key is new')]);
  });
});
