/** Import inside the boundary: what a token lets in, and what nothing else lets in. */
import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { opensslEngine } from '@strongroom/crypto/openssl-engine.js';
import {
  generateImportWrappingKeyArguments,
  generateImportWrappingKeyResult,
  importKeyMaterialArguments,
  SLOT_COMMAND,
  type ImportKeyMaterialArguments,
  type MaterialReference,
} from '@strongroom/proto/slot-protocol.js';
import { KeyUser, makeBackingKey } from './testing/backing-keys.js';
import { InlineSlot, makeDomain, tenantId } from './testing/inline-slot.js';

const A = tenantId('111111111111');
const B = tenantId('222222222222');
const KMS_KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const END_MS = 1000;
const DATA = new Uint8Array(32).fill(7);
const TARGET = { kmsKeyId: KMS_KEY_ID, keySpec: 'SYMMETRIC_DEFAULT', keyUsage: 'ENCRYPT_DECRYPT' };
const WRAPPING = { wrappingKeySpec: 'RSA_2048', wrappingAlgorithm: 'RSAES_OAEP_SHA_256' };

describe('an import wrapping key', () => {
  const { root } = makeDomain(opensslEngine, 'node-1');
  const slot = new InlineSlot(opensslEngine, { lane: 'slow' });
  let wrappingKey: MaterialReference;
  let request: ImportKeyMaterialArguments;
  beforeAll(() => {
    slot.bind(root, A, root.createSlotToken(A));
    const asked = generateImportWrappingKeyArguments.write({ ...TARGET, ...WRAPPING, notAfterMs: END_MS });
    const answer = slot.succeed(SLOT_COMMAND.GENERATE_IMPORT_WRAPPING_KEY, asked);
    const { material, publicKey } = generateImportWrappingKeyResult.read(answer);
    wrappingKey = { materialId: Uint8Array.from(material.materialId), ekt: Uint8Array.from(material.ekt) };
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    const padding = { oaepHash: 'sha256', padding: constants.RSA_PKCS1_OAEP_PADDING };
    const encryptedKeyMaterial = new Uint8Array(publicEncrypt({ key, ...padding }, DATA));
    request = { wrappingKey, ...TARGET, nowMs: END_MS, encryptedKeyMaterial };
  });
  const statusOf = (changes: Partial<ImportKeyMaterialArguments>, where = slot): string =>
    where.run(SLOT_COMMAND.IMPORT_KEY_MATERIAL, importKeyMaterialArguments.write({ ...request, ...changes })).status;

  test('opens what was wrapped for it, until its end', () => {
    expect(statusOf({})).toBe('OK');
    expect(statusOf({ nowMs: END_MS + 1 })).toBe('IMPORT_TOKEN_EXPIRED');
  });

  test.each([
    ['another KMS key', { kmsKeyId: '00000000-0000-0000-0000-000000000000' }],
    ['another spec', { keySpec: 'HMAC_256', keyUsage: 'GENERATE_VERIFY_MAC' }],
    ['a key pair', { keySpec: 'RSA_2048', keyUsage: 'ENCRYPT_DECRYPT' }],
  ])('makes nothing of it for %s', (_what, changes) => {
    expect(statusOf(changes)).toBe('IMPORT_TOKEN_INVALID');
  });

  test('is no key of its tenant, and no key of its tenant is one', () => {
    const asKey = new KeyUser(slot, wrappingKey);
    expect(asKey.rsaDecrypt('RSAES_OAEP_SHA_256', request.encryptedKeyMaterial).status).toBe(
      'KEY_FUNCTION_NOT_PERMITTED',
    );
    expect(asKey.publicKey().status).toBe('KEY_FUNCTION_NOT_PERMITTED');
    const rsa = makeBackingKey(slot, 'RSA_2048', 'ENCRYPT_DECRYPT');
    expect(statusOf({ wrappingKey: rsa })).toBe('IMPORT_TOKEN_INVALID');
    expect(statusOf({ wrappingKey: { ...wrappingKey, materialId: rsa.materialId } })).toBe('IMPORT_TOKEN_INVALID');
  });

  test('means nothing to another tenant, and is too slow for a fast thread', () => {
    const other = new InlineSlot(opensslEngine, { lane: 'slow' });
    other.bind(root, B, root.createSlotToken(B));
    expect(statusOf({}, other)).toBe('IMPORT_TOKEN_INVALID');
    const fast = new InlineSlot(opensslEngine);
    fast.bind(root, A, root.createSlotToken(A));
    expect(statusOf({}, fast)).toBe('NEED_SLOW_LANE');
  });
});
