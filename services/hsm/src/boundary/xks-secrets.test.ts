/** What an HSM does for external key stores: it keeps proxies' secrets, and its half of their keys. */
import { beforeAll, describe, expect, test } from 'vitest';
import { utf8 } from '@strongroom/core/bytes.js';
import { opensslEngine } from '@strongroom/crypto/openssl-engine.js';
import {
  deriveSigningKeyArguments,
  generateAccessKeySecretArguments,
  generateAccessKeySecretResult,
  generateBackingKeyArguments,
  sealXksSecretArguments,
  sealXksSecretResult,
  SLOT_COMMAND,
  type MaterialReference,
} from '@strongroom/proto/slot-protocol.js';
import { createHmac } from 'node:crypto';
import { InlineSlot, makeDomain, tenantId } from './testing/inline-slot.js';

const A = tenantId('111111111111');
const SYSTEM = tenantId('system');
const ACCESS_KEY_ID = 'ABCDEFGHIJ2345672345';
const SECRET = utf8('DXjSUawnel2fr6SKC7G25CNxTyWKE5PF9XX6H/u9pSo=');
const SCOPE = { date: '20261122', region: 'eu-central-1' };

describe('secrets of external key store proxies', () => {
  const root = makeDomain(opensslEngine, 'node-1');
  let system: InlineSlot;
  let own: InlineSlot;
  beforeAll(() => {
    system = slotOf(SYSTEM);
    own = slotOf(A);
  });

  function slotOf(tenant: typeof A): InlineSlot {
    const slot = new InlineSlot(opensslEngine);
    slot.bind(root.root, tenant, root.root.createSlotToken(tenant));
    return slot;
  }

  const seal = (slot: InlineSlot, accessKeyId = ACCESS_KEY_ID, secret = SECRET) =>
    slot.run(SLOT_COMMAND.SEAL_XKS_SECRET, sealXksSecretArguments.write({ accessKeyId, secret }));
  const derive = (material: MaterialReference, accessKeyId: string, service: string) =>
    system.run(
      SLOT_COMMAND.DERIVE_SIGNING_KEY,
      deriveSigningKeyArguments.write({ material, accessKeyId, ...SCOPE, service }),
    );

  test('yield signing keys for requests to proxies, and for nothing else', () => {
    const material = sealXksSecretResult.read(seal(system).payload);
    const expected = [SCOPE.date, SCOPE.region, 'kms-xks-proxy', 'aws4_request'].reduce<Buffer>(
      (chained, part) => createHmac('sha256', chained).update(part).digest(),
      Buffer.concat([Buffer.from('AWS4'), SECRET]),
    );
    expect(Buffer.from(derive(material, ACCESS_KEY_ID, 'kms-xks-proxy').payload).equals(expected)).toBe(true);
    expect(derive(material, ACCESS_KEY_ID, 'kms').status).toBe('KEY_FUNCTION_NOT_PERMITTED');
    expect(derive(material, 'ABCDEFGHIJ2345672346', 'kms-xks-proxy').status).toBe('TOKEN_INVALID');
  });

  test('an access-key secret signs no request to a proxy', () => {
    const accessKeyId = 'AKIAIOSFODNN7EXAMPLE';
    const made = system.succeed(
      SLOT_COMMAND.GENERATE_ACCESS_KEY_SECRET,
      generateAccessKeySecretArguments.write(accessKeyId),
    );
    const { material } = generateAccessKeySecretResult.read(made);
    expect(derive(material, accessKeyId, 'kms').status).toBe('OK');
    expect(derive(material, accessKeyId, 'kms-xks-proxy').status).toBe('KEY_FUNCTION_NOT_PERMITTED');
  });

  test('are sealed in the system slot only, and only if they are credentials of a proxy', () => {
    expect(seal(own).status).toBe('KEY_FUNCTION_NOT_PERMITTED');
    expect(seal(system, 'AKIAIOSFODNN1EXAMPLE').status).toBe('ARGUMENTS_BAD');
    expect(seal(system, 'ABCDEFGHIJ234567234').status).toBe('ARGUMENTS_BAD');
    expect(seal(system, ACCESS_KEY_ID, SECRET.subarray(0, 42)).status).toBe('ARGUMENTS_BAD');
    expect(seal(system, ACCESS_KEY_ID, new Uint8Array(65)).status).toBe('ARGUMENTS_BAD');
  });

  test.each([
    ['SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT', 'OK'],
    ['HMAC_256', 'GENERATE_VERIFY_MAC', 'ARGUMENTS_BAD'],
    ['ECC_NIST_P256', 'SIGN_VERIFY', 'ARGUMENTS_BAD'],
  ])('half of an external key of %s is %s: %s', (keySpec, keyUsage, status) => {
    const attributes = { kmsKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab', keySpec, keyUsage };
    const payload = generateBackingKeyArguments.write({ ...attributes, origin: 'EXTERNAL_KEY_STORE' });
    expect(own.run(SLOT_COMMAND.GENERATE_BACKING_KEY, payload).status).toBe(status);
  });
});
