/** KMS keys in external key stores: what the operations on keys do with them. */
import { describe, expect, it } from 'vitest';
import { bytes, flipBit, hex } from '../harness/fixtures.js';
import { keyStoresThroughEveryDoor, type TestStore } from '../harness/key-stores.js';

const encryptionContext = { department: 'finance', project: 'Größe' };

/** Operation and encryption call of each request about an external key. */
function seenBy(store: TestStore): string[] {
  return store.proxy.requests
    .filter(({ path }) => path.includes('/keys/'))
    .map(({ path, body }) => {
      const { kmsOperation } = body['requestMetadata'] as { kmsOperation: string };
      return `${kmsOperation} ${path.slice(path.lastIndexOf('/') + 1)}`;
    });
}

keyStoresThroughEveryDoor('KMS keys in external key stores', ({ account }) => {
  describe('CreateKey', () => {
    it('associates an external key, once the proxy has described it', async () => {
      const mine = await account();
      const store = await mine.connectedStore();
      const { customKeyStoreId } = store;
      const { keyId, xksKeyId, arn } = await mine.createKeyIn(store);
      const { keyMetadata } = await mine.call('DescribeKey', { keyId });
      expect(keyMetadata).toMatchObject({
        arn,
        keyState: 'Enabled',
        origin: 'EXTERNAL_KEY_STORE',
        customKeyStoreId,
        xksKeyConfiguration: { id: xksKeyId },
        keySpec: 'SYMMETRIC_DEFAULT',
      });
      expect(keyMetadata).not.toHaveProperty('currentKeyMaterialId', expect.stringMatching(/./));
      expect(seenBy(store)).toEqual(['CreateKey metadata']);
      expect(store.proxy.requests.at(-1)?.body['requestMetadata']).toMatchObject({ awsPrincipalArn: mine.tenant.arn });
    });

    it('an external key that another KMS key of the store has → XksKeyAlreadyInUseException', async () => {
      const mine = await account();
      const [store, other] = [await mine.connectedStore(), await mine.connectedStore()];
      const { xksKeyId } = await mine.createKeyIn(store);
      const origin = 'EXTERNAL_KEY_STORE' as const;
      const again = { origin, customKeyStoreId: store.customKeyStoreId, xksKeyId };
      expect((await mine.refusal('CreateKey', again)).exception).toBe('XksKeyAlreadyInUseException');
      const elsewhere = { origin, customKeyStoreId: other.customKeyStoreId, xksKeyId };
      expect((await mine.refusal('CreateKey', elsewhere)).exception).toBe('XksKeyNotFoundException');
    });

    it.each([
      [{ keySpec: 'AES_128' }],
      [{ keyUsage: ['ENCRYPT'] }],
      [{ keyUsage: ['SIGN'] }],
      [{ keyStatus: 'DISABLED' }],
    ] as const)('an external key with %j → XksKeyInvalidConfigurationException', async (changes) => {
      const mine = await account();
      const { customKeyStoreId, proxy } = await mine.connectedStore();
      const { keyUsage, ...rest } = { keyUsage: undefined, ...changes };
      const xksKeyId = proxy.addKey({ ...rest, ...(keyUsage === undefined ? {} : { keyUsage: [...keyUsage] }) });
      const refused = await mine.refusal('CreateKey', { origin: 'EXTERNAL_KEY_STORE', customKeyStoreId, xksKeyId });
      expect(refused.exception).toBe('XksKeyInvalidConfigurationException');
    });

    it('a store that is not connected → CustomKeyStoreInvalidStateException', async () => {
      const mine = await account();
      const { customKeyStoreId, proxy } = await mine.createStore();
      const wish = { origin: 'EXTERNAL_KEY_STORE', customKeyStoreId, xksKeyId: proxy.addKey() } as const;
      expect((await mine.refusal('CreateKey', wish)).exception).toBe('CustomKeyStoreInvalidStateException');
    });

    it('a store of another account → CustomKeyStoreNotFoundException', async () => {
      const [mine, theirs] = [await account(), await account()];
      const { customKeyStoreId, proxy } = await theirs.connectedStore();
      const wish = { origin: 'EXTERNAL_KEY_STORE', customKeyStoreId, xksKeyId: proxy.addKey() } as const;
      expect((await mine.refusal('CreateKey', wish)).exception).toBe('CustomKeyStoreNotFoundException');
    });

    it('fields of another origin → ValidationException, other specs → UnsupportedOperationException', async () => {
      const mine = await account();
      const { customKeyStoreId } = await mine.connectedStore();
      const xksKeyId = 'x';
      for (const wish of [
        { customKeyStoreId },
        { xksKeyId },
        { origin: 'EXTERNAL_KEY_STORE', customKeyStoreId },
        { origin: 'EXTERNAL_KEY_STORE', xksKeyId },
        { origin: 'AWS_CLOUDHSM', customKeyStoreId },
        { origin: 'AWS_CLOUDHSM', customKeyStoreId, xksKeyId },
      ] as const) {
        expect((await mine.refusal('CreateKey', wish)).exception).toBe('ValidationException');
      }
      const external = { origin: 'EXTERNAL_KEY_STORE', customKeyStoreId, xksKeyId } as const;
      const hmac = { ...external, keySpec: 'HMAC_256', keyUsage: 'GENERATE_VERIFY_MAC' } as const;
      expect((await mine.refusal('CreateKey', hmac)).exception).toBe('UnsupportedOperationException');
      const global = { ...external, multiRegion: true };
      expect((await mine.refusal('CreateKey', global)).exception).toBe('UnsupportedOperationException');
    });
  });

  it('Encrypt and Decrypt go through HSM and proxy; neither sees what the other can open alone', async () => {
    const mine = await account();
    const store = await mine.connectedStore();
    const { keyId, arn } = await mine.createKeyIn(store);
    for (const length of [1, 4096]) {
      const plaintext = bytes(length);
      const { ciphertextBlob, ...made } = await mine.call('Encrypt', { keyId, plaintext, encryptionContext });
      expect(made.keyId).toBe(arn);
      const opened = await mine.call('Decrypt', { ciphertextBlob, encryptionContext });
      expect(hex(opened.plaintext)).toBe(hex(plaintext));
      expect(opened.keyId).toBe(arn);
      const sent = Buffer.from(String(store.proxy.requests.at(-2)?.body['plaintext']), 'base64');
      if (length > 1) expect(sent.includes(Buffer.from(plaintext))).toBe(false);
    }
    const [encrypts, decrypts] = ['Encrypt encrypt', 'Decrypt decrypt'];
    expect(seenBy(store)).toEqual(['CreateKey metadata', encrypts, decrypts, encrypts, decrypts]);
    expect(store.proxy.requests.at(-1)?.body['requestMetadata']).toMatchObject({
      awsPrincipalArn: mine.tenant.arn,
      kmsKeyArn: arn,
      kmsOperation: 'Decrypt',
    });
  });

  it('another context, key or bit → InvalidCiphertextException or what the proxy says of it', async () => {
    const mine = await account();
    const store = await mine.connectedStore();
    const [{ keyId }, other] = [await mine.createKeyIn(store), await mine.createKeyIn(store)];
    const { ciphertextBlob } = await mine.call('Encrypt', { keyId, plaintext: bytes(32), encryptionContext });
    expect((await mine.refusal('Decrypt', { ciphertextBlob })).exception).toBe('KMSInvalidStateException');
    const forOther = { ciphertextBlob, encryptionContext, keyId: other.keyId };
    expect((await mine.refusal('Decrypt', forOther)).exception).toBe('IncorrectKeyException');
    const last = flipBit(ciphertextBlob, ciphertextBlob.length * 8 - 1);
    const altered = await mine.refusal('Decrypt', { ciphertextBlob: last, encryptionContext });
    expect(altered.exception).toBe('KMSInvalidStateException');
    expect(altered.message).toContain('is corrupted, missing, or otherwise invalid');
    const short = await mine.refusal('Decrypt', { ciphertextBlob: ciphertextBlob.subarray(0, 90), encryptionContext });
    expect(short.exception).toBe('InvalidCiphertextException');
  });

  it('what the external key manager has seen is no ciphertext of the key: nothing gets around the proxy', async () => {
    const mine = await account();
    const store = await mine.connectedStore();
    const { keyId } = await mine.createKeyIn(store);
    await mine.call('Encrypt', { keyId, plaintext: bytes(16) });
    const inner = new Uint8Array(Buffer.from(String(store.proxy.requests.at(-1)?.body['plaintext']), 'base64'));
    expect((await mine.refusal('Decrypt', { ciphertextBlob: inner })).exception).toBe('InvalidCiphertextException');
    expect((await mine.refusal('Decrypt', { ciphertextBlob: inner, keyId })).exception).toBe(
      'InvalidCiphertextException',
    );
    const moved = await mine.refusal('ReEncrypt', { ciphertextBlob: inner, destinationKeyId: keyId });
    expect(moved.exception).toBe('InvalidCiphertextException');
  });

  it('GenerateDataKey and GenerateDataKeyWithoutPlaintext', async () => {
    const mine = await account();
    const store = await mine.connectedStore();
    const { keyId, arn } = await mine.createKeyIn(store);
    const made = await mine.call('GenerateDataKey', { keyId, keySpec: 'AES_256', encryptionContext });
    const opened = await mine.call('Decrypt', { ciphertextBlob: made.ciphertextBlob, encryptionContext });
    expect(hex(opened.plaintext)).toBe(hex(made.plaintext));
    const sealed = await mine.call('GenerateDataKeyWithoutPlaintext', { keyId, numberOfBytes: 24 });
    expect((await mine.call('Decrypt', { ciphertextBlob: sealed.ciphertextBlob })).plaintext).toHaveLength(24);
    expect(sealed.keyId).toBe(arn);
    expect(seenBy(store)).toContain('GenerateDataKeyWithoutPlaintext encrypt');
  });

  it('ReEncrypt into an external key store, within it, and out of it', async () => {
    const mine = await account();
    const [from, to] = [await mine.connectedStore(), await mine.connectedStore()];
    const [source, destination] = [await mine.createKeyIn(from), await mine.createKeyIn(to)];
    const { keyMetadata } = await mine.call('CreateKey', {});
    const plaintext = bytes(48);
    let { ciphertextBlob } = await mine.call('Encrypt', { keyId: keyMetadata.keyId, plaintext });
    for (const destinationKeyId of [source.keyId, destination.keyId, keyMetadata.keyId]) {
      ({ ciphertextBlob } = await mine.call('ReEncrypt', { ciphertextBlob, destinationKeyId }));
      const opened = await mine.call('Decrypt', { ciphertextBlob });
      expect(hex(opened.plaintext)).toBe(hex(plaintext));
      expect(opened.keyId.endsWith(destinationKeyId)).toBe(true);
    }
    expect(seenBy(from)).toContain('ReEncrypt decrypt');
    expect(seenBy(to)).toContain('ReEncrypt encrypt');
  });

  it('a disconnected store makes its keys unavailable; connecting brings them back', async () => {
    const mine = await account();
    const store = await mine.connectedStore();
    const { keyId, arn } = await mine.createKeyIn(store);
    const { ciphertextBlob } = await mine.call('Encrypt', { keyId, plaintext: bytes(8) });
    await mine.disconnect(store);
    expect((await mine.call('DescribeKey', { keyId })).keyMetadata).toMatchObject({
      keyState: 'Unavailable',
      enabled: false,
    });
    for (const refused of [
      await mine.refusal('Encrypt', { keyId, plaintext: bytes(8) }),
      await mine.refusal('Decrypt', { ciphertextBlob }),
      await mine.refusal('GenerateDataKey', { keyId, keySpec: 'AES_128' }),
    ]) {
      expect(refused).toEqual({ exception: 'KMSInvalidStateException', message: `${arn} is unavailable.` });
    }
    // Takes effect when the store is connected again (developer guide, "Key states").
    await mine.call('DisableKey', { keyId });
    expect((await mine.call('DescribeKey', { keyId })).keyMetadata.keyState).toBe('Unavailable');
    const { customKeyStoreId } = store;
    await mine.call('ConnectCustomKeyStore', { customKeyStoreId });
    await mine.reaches(store, 'CONNECTED');
    expect((await mine.call('DescribeKey', { keyId })).keyMetadata.keyState).toBe('Disabled');
    await mine.call('EnableKey', { keyId });
    expect(await mine.call('Decrypt', { ciphertextBlob })).toMatchObject({ keyId: arn });
  });

  it('a store that holds a key, even one that waits for its deletion → CustomKeyStoreHasCMKsException', async () => {
    const mine = await account();
    const store = await mine.connectedStore();
    const { keyId } = await mine.createKeyIn(store);
    await mine.call('ScheduleKeyDeletion', { keyId, pendingWindowInDays: 7 });
    await mine.disconnect(store);
    expect((await mine.call('DescribeKey', { keyId })).keyMetadata.keyState).toBe('PendingDeletion');
    const refused = await mine.refusal('DeleteCustomKeyStore', { customKeyStoreId: store.customKeyStoreId });
    expect(refused.exception).toBe('CustomKeyStoreHasCMKsException');
  });

  it('rotation, import and data key pairs → UnsupportedOperationException', async () => {
    const mine = await account();
    const { keyId } = await mine.createKeyIn(await mine.connectedStore());
    for (const refused of [
      await mine.refusal('EnableKeyRotation', { keyId }),
      await mine.refusal('GetKeyRotationStatus', { keyId }),
      await mine.refusal('RotateKeyOnDemand', { keyId }),
      await mine.refusal('GetParametersForImport', {
        keyId,
        wrappingAlgorithm: 'RSAES_OAEP_SHA_256',
        wrappingKeySpec: 'RSA_2048',
      }),
      await mine.refusal('GenerateDataKeyPair', { keyId, keyPairSpec: 'ECC_NIST_P256' }),
      await mine.refusal('GenerateDataKeyPairWithoutPlaintext', { keyId, keyPairSpec: 'ECC_NIST_P256' }),
    ]) {
      expect(refused.exception).toBe('UnsupportedOperationException');
    }
  });

  it('GenerateRandom in a store → UnsupportedOperationException, CustomKeyStoreNotFoundException', async () => {
    const mine = await account();
    const { customKeyStoreId } = await mine.connectedStore();
    const inStore = await mine.refusal('GenerateRandom', { numberOfBytes: 8, customKeyStoreId });
    expect(inStore.exception).toBe('UnsupportedOperationException');
    const nowhere = await mine.refusal('GenerateRandom', { numberOfBytes: 8, customKeyStoreId: 'cks-1' });
    expect(nowhere.exception).toBe('CustomKeyStoreNotFoundException');
  });
});
