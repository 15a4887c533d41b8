import { expect, it } from 'vitest';
import { bytes, flipBit, hex } from '../harness/fixtures.js';
import { sharedKey } from '../harness/keyring.js';
import { ML_KEM } from '../harness/ml-kem.js';
import { rawPublicKey } from '../harness/signatures.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('Decapsulate', (given) => {
  const { call, refusal } = given;
  const encapsulationAlgorithm = 'ML_KEM';

  it.each(ML_KEM)('%s gives the secret that was encapsulated outside', async (spec, implementation) => {
    const { keyId, arn } = await sharedKey(given, spec, 'ENCAPSULATE_DECAPSULATE');
    const { publicKey } = await call('GetPublicKey', { keyId });
    const { cipherText, sharedSecret } = implementation.encapsulate(rawPublicKey(publicKey));
    const input = { keyId, encapsulationAlgorithm, sharedSecretCiphertextBlob: cipherText } as const;
    const answer = await call('Decapsulate', input);
    expect(answer).toMatchObject({ keyId: arn, encapsulationAlgorithm });
    expect(hex(answer.sharedSecret)).toBe(hex(sharedSecret));
  });

  it.each(ML_KEM)('%s answers an altered ciphertext with another secret, always the same', async (...[spec, kem]) => {
    const { keyId } = await sharedKey(given, spec, 'ENCAPSULATE_DECAPSULATE');
    const { publicKey } = await call('GetPublicKey', { keyId });
    const { cipherText, sharedSecret } = kem.encapsulate(rawPublicKey(publicKey));
    const altered = { keyId, encapsulationAlgorithm, sharedSecretCiphertextBlob: flipBit(cipherText, 1000) } as const;
    const [one, two] = await Promise.all([call('Decapsulate', altered), call('Decapsulate', altered)]);
    expect(one.sharedSecret).toHaveLength(32);
    expect(hex(one.sharedSecret)).not.toBe(hex(sharedSecret));
    expect(hex(two.sharedSecret)).toBe(hex(one.sharedSecret));
  });

  it.each(ML_KEM)(
    '%s rejects a ciphertext of another length → InvalidCiphertextException',
    async (spec, _kem, length) => {
      const { keyId } = await sharedKey(given, spec, 'ENCAPSULATE_DECAPSULATE');
      for (const wrong of [length - 1, length + 1, 1]) {
        const input = { keyId, encapsulationAlgorithm, sharedSecretCiphertextBlob: bytes(wrong) } as const;
        expect((await refusal('Decapsulate', input)).exception).toBe('InvalidCiphertextException');
      }
    },
  );

  it('rejects a key of another usage → InvalidKeyUsageException', async () => {
    const { keyId, arn } = await sharedKey(given, 'ECC_NIST_P256', 'KEY_AGREEMENT');
    const input = { keyId, encapsulationAlgorithm, sharedSecretCiphertextBlob: bytes(768) } as const;
    expect(await refusal('Decapsulate', input)).toEqual({
      exception: 'InvalidKeyUsageException',
      message: `${arn} key usage is KEY_AGREEMENT which is not valid for Decapsulate.`,
    });
  });

  it('DryRun → DryRunOperationException', async () => {
    const { keyId } = await sharedKey(given, 'ML_KEM_512', 'ENCAPSULATE_DECAPSULATE');
    const input = { keyId, encapsulationAlgorithm, sharedSecretCiphertextBlob: bytes(768), dryRun: true } as const;
    expect((await refusal('Decapsulate', input)).exception).toBe('DryRunOperationException');
  });
});
