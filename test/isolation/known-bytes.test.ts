/**
 * No byte of a domain key, slot key or backing key outside of the HSM: the test opens the sealed state of the
 * installation itself, so that it
 * knows the very bytes, and looks for them in memory, logs and files. The HSM that used the key is the proof that the
 * search finds things.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '@strongroom/core/assert.js';
import type { KeySpec, KeyUsageType } from '@strongroom/proto/gen/kms-types.js';
import { Cluster } from '../harness/cluster.js';
import type { Door } from '../harness/doors/door.js';
import { GrpcDoor } from '../harness/doors/grpc-door.js';
import { SdkDoor } from '../harness/doors/sdk-door.js';
import { bytes, createKey } from '../harness/fixtures.js';
import type { ReadyTenant } from '../harness/ready-file.js';
import { findInMemory, spellings, type Pattern } from '../harness/process-memory.js';
import { openVault, type KnownSecret } from '../harness/vault.js';

/** Key pairs and MAC keys as well, of each family; a data key pair whose private key nobody asked to see. */
async function useOtherKeys(door: Door, tenant: ReadyTenant, symmetricKeyId: string): Promise<void> {
  const message = bytes(40);
  const make = async (keySpec: KeySpec, keyUsage: KeyUsageType): Promise<string> =>
    (await createKey(door, tenant, { keySpec, keyUsage })).keyId;
  for (const [keySpec, signingAlgorithm] of [
    ['RSA_2048', 'RSASSA_PSS_SHA_256'],
    ['ECC_NIST_P384', 'ECDSA_SHA_384'],
    ['ECC_NIST_EDWARDS25519', 'ED25519_SHA_512'],
    ['ML_DSA_44', 'ML_DSA_SHAKE_256'],
  ] as const) {
    const signing = { keyId: await make(keySpec, 'SIGN_VERIFY'), message, signingAlgorithm };
    const { signature } = await door.call('Sign', signing, tenant);
    await door.call('Verify', { ...signing, signature }, tenant);
  }
  const hmac = { keyId: await make('HMAC_256', 'GENERATE_VERIFY_MAC'), message, macAlgorithm: 'HMAC_SHA_256' } as const;
  await door.call('GenerateMac', hmac, tenant);
  const kem = { keyId: await make('ML_KEM_512', 'ENCAPSULATE_DECAPSULATE'), encapsulationAlgorithm: 'ML_KEM' } as const;
  await door.call('Encapsulate', kem, tenant);
  const pair = { keyId: symmetricKeyId, keyPairSpec: 'ECC_NIST_P256' } as const;
  await door.call('GenerateDataKeyPairWithoutPlaintext', pair, tenant);
}

describe('Known key bytes', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'strongroom-data-'));
  let cluster: Cluster;
  let secrets: KnownSecret[];
  let patterns: Pattern[];
  const plaintext = bytes(32);

  beforeAll(async () => {
    // The first start makes the tenants, and their secrets pass through the front end once. The second never sees them
    // in the clear.
    cluster = await Cluster.start({ dataDir });
    await cluster.stop();
    cluster = await Cluster.start({ dataDir });
    const { ready } = cluster;
    const doors = [new GrpcDoor(ready), new SdkDoor(ready)];
    for (const tenant of ready.tenants) {
      for (const door of doors) {
        const { keyId } = await createKey(door, tenant);
        for (let use = 0; use < 20; use += 1) {
          const { ciphertextBlob } = await door.call('Encrypt', { keyId, plaintext }, tenant);
          await door.call('Decrypt', { ciphertextBlob }, tenant);
          await door.call('ReEncrypt', { ciphertextBlob, destinationKeyId: keyId }, tenant);
        }
        await useOtherKeys(door, tenant, keyId);
      }
    }
    for (const door of doors) await door.close();
    secrets = openVault(dataDir, ready.region, must(ready.hsm[0], 'a node').id);
    patterns = secrets.flatMap(({ what, bytes: secret }) => spellings(what, secret));
  });
  afterAll(async () => {
    await cluster.destroy();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('the test knows a domain key, slot keys, backing keys and access-key secrets', () => {
    const kinds = new Set(secrets.map((secret) => secret.kind));
    expect(kinds).toEqual(new Set(['domain key', 'slot key', 'backing key', 'access-key secret']));
    expect(secrets.every((secret) => secret.bytes.length >= 20)).toBe(true);
  });

  it('are found where they belong: in the memory of the HSMs', () => {
    const found = new Set(cluster.ready.hsm.flatMap((node) => [...findInMemory(node.pid, patterns)]));
    const backing = secrets.filter((secret) => secret.kind === 'backing key');
    expect(backing.filter((secret) => found.has(`${secret.what} (bytes)`)).length).toBeGreaterThan(0);
    expect([...found].some((name) => name.startsWith('domain key'))).toBe(true);
  });

  it('are nowhere in the memory of the front end and the supervisor', () => {
    const { pids, tenants } = cluster.ready;
    expect([...findInMemory(pids.kms, patterns)]).toEqual([]);
    const spoken = tenants.map((tenant) => ({
      name: tenant.name,
      bytes: Buffer.from(tenant.secretAccessKey, 'latin1'),
    }));
    expect([...findInMemory(pids.kms, spoken)]).toEqual([]);
    const keys = secrets.filter((secret) => secret.kind !== 'access-key secret');
    const keyPatterns = keys.flatMap(({ what, bytes: secret }) => spellings(what, secret));
    expect([...findInMemory(pids.supervisor, keyPatterns)]).toEqual([]);
  });

  /** The files of the data folder, logs and database among them, in which a pattern stands. */
  function findInFiles(wanted: readonly Pattern[]): string[] {
    const found: string[] = [];
    for (const entry of readdirSync(dataDir, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name === 'credentials.json' || entry.name === 'ready.json') continue;
      const content = readFileSync(join(entry.parentPath, entry.name));
      for (const { name, bytes: secret } of wanted) if (content.includes(secret)) found.push(`${entry.name}: ${name}`);
    }
    return found;
  }

  it('are in no log, no database and no other file, save for the demo credentials', () => {
    expect(findInFiles(patterns)).toEqual([]);
  });

  it('nor is a plaintext, a bearer token or a spoken access-key secret', () => {
    const { tenants } = cluster.ready;
    const spoken = tenants.flatMap(({ name, token, secretAccessKey }) => [
      { name: `token of ${name}`, bytes: Buffer.from(token, 'latin1') },
      { name: `secret of ${name}`, bytes: Buffer.from(secretAccessKey, 'latin1') },
    ]);
    expect(findInFiles([...spoken, ...spellings('plaintext', plaintext)])).toEqual([]);
    // The search does find what is there: the names of the tenants are.
    expect(findInFiles([{ name: 'account', bytes: Buffer.from(must(tenants[0], 'a tenant').accountId) }])).not.toEqual(
      [],
    );
  });

  it('are in nothing that the command prints, but for the demo credentials on the start screen', () => {
    const logs = Buffer.from(cluster.logs(), 'utf8');
    const keys = secrets.filter((secret) => secret.kind !== 'access-key secret');
    const printed = keys.flatMap(({ what, bytes: secret }) => spellings(what, secret));
    expect(printed.filter((pattern) => logs.includes(pattern.bytes)).map((pattern) => pattern.name)).toEqual([]);
  });
});
