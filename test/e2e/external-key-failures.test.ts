/** Keys of an external key store whose proxy fails: every failure has its words, and none of them a key's bytes. */
import { afterAll, describe, expect, inject, it } from 'vitest';
import type { ProxyMode } from '@strongroom/kms/testing/xks-proxy.js';
import { GrpcDoor } from '../harness/doors/grpc-door.js';
import { bytes } from '../harness/fixtures.js';
import { keyStoreGround, type TestAccount, type TestStore } from '../harness/key-stores.js';

const error = (name: string, status: number): ProxyMode => ({ error: `${name}Exception`, status });

/** Developer guide, "Troubleshooting external key stores". */
const FAILURES: readonly (readonly [ProxyMode, string])[] = [
  ['silent', 'did not respond to the request in the time allotted'],
  ['hang-up', 'KMS cannot communicate with your external key store proxy'],
  ['not-json', 'KMS cannot interpret the response'],
  ['malformed', 'KMS cannot interpret the response'],
  ['endless', 'KMS cannot interpret the response'],
  [error('Validation', 400), 'does not find it well-formed'],
  [error('InvalidState', 400), 'not in a valid state'],
  [error('InvalidCiphertext', 400), 'corrupted, missing, or otherwise invalid'],
  [error('InvalidKeyUsage', 400), 'does not support the requested operation'],
  [error('AuthenticationFailed', 401), 'could not authenticate AWS KMS'],
  [error('AccessDenied', 403), 'denied access to the operation'],
  [error('KeyNotFound', 404), 'could not find the external key'],
  [error('InvalidUriPath', 404), 'the URI path is not valid'],
  [error('Throttling', 429), 'very high request rate'],
  [error('Internal', 500), 'internal error'],
  [error('UnsupportedOperation', 501), 'does not support the requested operation'],
  [error('DependencyTimeout', 503), 'timed out while trying to access the external key manager'],
  [error('Unheard', 500), 'KMS cannot interpret the response'],
];

describe('A failing external key store proxy', () => {
  const ready = inject('ready');
  const door = new GrpcDoor(ready);
  afterAll(() => door.close());
  const { account, proxy } = keyStoreGround(ready, door);

  async function given(): Promise<{ mine: TestAccount; store: TestStore; keyId: string; ciphertextBlob: Uint8Array }> {
    const mine = await account();
    const store = await mine.connectedStore();
    const { keyId } = await mine.createKeyIn(store);
    const { ciphertextBlob } = await mine.call('Encrypt', { keyId, plaintext: bytes(16) });
    return { mine, store, keyId, ciphertextBlob };
  }

  it.each(FAILURES)('%j → KMSInvalidStateException, until it is well again', async (mode, words) => {
    const { mine, store, keyId, ciphertextBlob } = await given();
    store.proxy.mode = mode;
    for (const refused of await Promise.all([
      mine.refusal('Encrypt', { keyId, plaintext: bytes(16) }),
      mine.refusal('Decrypt', { ciphertextBlob }),
      mine.refusal('GenerateDataKey', { keyId, keySpec: 'AES_256' }),
      mine.refusal('ReEncrypt', { ciphertextBlob, destinationKeyId: keyId }),
    ])) {
      expect(refused.exception).toBe('KMSInvalidStateException');
      expect(refused.message).toContain(words);
    }
    store.proxy.mode = 'well';
    expect((await mine.call('Decrypt', { ciphertextBlob })).plaintext).toHaveLength(16);
    expect((await mine.call('DescribeKey', { keyId })).keyMetadata.keyState).toBe('Enabled');
  });

  it('a proxy that lies about what it encrypted is caught at once', async () => {
    const { mine, store, keyId } = await given();
    for (const mode of ['lying-integrity-value', 'replaying'] as const) {
      store.proxy.mode = mode;
      const refused = await mine.refusal('Encrypt', { keyId, plaintext: bytes(24), encryptionContext: { a: mode } });
      expect(refused.exception).toBe('KMSInvalidStateException');
      expect(refused.message).toContain('KMS cannot interpret the response');
    }
  });

  it('a proxy that mixes up what it opens gives no wrong plaintext, of another context or of the same', async () => {
    const { mine, store, keyId } = await given();
    // The first had none, which is the empty one.
    for (const encryptionContext of [{ of: 'the second' }, {}]) {
      store.proxy.mode = 'well';
      const { ciphertextBlob } = await mine.call('Encrypt', { keyId, plaintext: bytes(16), encryptionContext });
      store.proxy.mode = 'mixing-up';
      const refused = await mine.refusal('Decrypt', { ciphertextBlob, encryptionContext });
      expect(refused.exception).toBe('KMSInvalidStateException');
      expect(refused.message).toContain('KMS cannot interpret the response');
    }
  });

  it('a ciphertext that the external key manager spoilt is lost, and says so', async () => {
    const { mine, store, keyId } = await given();
    store.proxy.mode = 'wrong-tag';
    const { ciphertextBlob } = await mine.call('Encrypt', { keyId, plaintext: bytes(16) });
    store.proxy.mode = 'well';
    expect((await mine.refusal('Decrypt', { ciphertextBlob })).message).toContain('corrupted, missing, or otherwise');
  });

  it('an external key that is disabled or gone fails, and with it the KMS key; CreateKey says so as well', async () => {
    const { mine, store, keyId, ciphertextBlob } = await given();
    for (const external of store.proxy.keys.values()) external.keyStatus = 'DISABLED';
    const disabled = await mine.refusal('Decrypt', { ciphertextBlob });
    expect(disabled.message).toContain('not in a valid state');
    store.proxy.keys.clear();
    const gone = await mine.refusal('Encrypt', { keyId, plaintext: bytes(4) });
    expect(gone.message).toContain('could not find the external key');
    const wish = { origin: 'EXTERNAL_KEY_STORE', customKeyStoreId: store.customKeyStoreId, xksKeyId: 'none' } as const;
    expect((await mine.refusal('CreateKey', wish)).exception).toBe('XksKeyNotFoundException');
    store.proxy.mode = 'hang-up';
    expect((await mine.refusal('CreateKey', wish)).exception).toBe('CustomKeyStoreInvalidStateException');
  });

  it('the credential that the proxy no longer takes is replaced while the store is connected', async () => {
    const { mine, store, ciphertextBlob } = await given();
    const { customKeyStoreId } = store;
    Object.assign(store.proxy.credential, proxy().addTenant().credential);
    const refused = await mine.refusal('Decrypt', { ciphertextBlob });
    expect(refused.message).toContain('could not authenticate AWS KMS');
    await mine.call('UpdateCustomKeyStore', {
      customKeyStoreId,
      xksProxyAuthenticationCredential: store.proxy.credential,
    });
    expect((await mine.call('Decrypt', { ciphertextBlob })).plaintext).toHaveLength(16);
  });

  it('once DisconnectCustomKeyStore is answered, no request is', async () => {
    const { mine, store, keyId, ciphertextBlob } = await given();
    await mine.call('DisconnectCustomKeyStore', { customKeyStoreId: store.customKeyStoreId });
    for (const refused of await Promise.all([
      mine.refusal('Encrypt', { keyId, plaintext: bytes(8) }),
      mine.refusal('Decrypt', { ciphertextBlob }),
    ])) {
      expect(refused.message).toContain('is unavailable.');
    }
  });
});
