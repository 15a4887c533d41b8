import { expect, it } from 'vitest';
import { hex } from '../harness/fixtures.js';
import { sharedKey } from '../harness/keyring.js';
import { ML_KEM } from '../harness/ml-kem.js';
import { throughEveryDoor } from '../harness/suite.js';

throughEveryDoor('Encapsulate', (given) => {
  const { call, refusal } = given;
  const encapsulationAlgorithm = 'ML_KEM';

  it.each(ML_KEM)('%s gives a secret that Decapsulate gives again', async (spec, _implementation, ciphertextBytes) => {
    const { keyId, arn } = await sharedKey(given, spec, 'ENCAPSULATE_DECAPSULATE');
    const answer = await call('Encapsulate', { keyId, encapsulationAlgorithm });
    expect(answer).toMatchObject({ keyId: arn, encapsulationAlgorithm });
    expect(answer.sharedSecret).toHaveLength(32);
    expect(answer.sharedSecretCiphertextBlob).toHaveLength(ciphertextBytes);
    const { sharedSecretCiphertextBlob } = answer;
    const back = await call('Decapsulate', { keyId, encapsulationAlgorithm, sharedSecretCiphertextBlob });
    expect(hex(back.sharedSecret)).toBe(hex(answer.sharedSecret));
    const again = await call('Encapsulate', { keyId, encapsulationAlgorithm });
    expect(hex(again.sharedSecret)).not.toBe(hex(answer.sharedSecret));
  });

  it('rejects a key of another usage → InvalidKeyUsageException', async () => {
    const { keyId, arn } = await sharedKey(given, 'ML_DSA_44', 'SIGN_VERIFY');
    expect(await refusal('Encapsulate', { keyId, encapsulationAlgorithm })).toEqual({
      exception: 'InvalidKeyUsageException',
      message: `${arn} key usage is SIGN_VERIFY which is not valid for Encapsulate.`,
    });
  });

  it('rejects a request without algorithm → ValidationException', async () => {
    const { keyId } = await sharedKey(given, 'ML_KEM_512', 'ENCAPSULATE_DECAPSULATE');
    const { exception, message } = await refusal('Encapsulate', { keyId });
    expect(exception).toBe('ValidationException');
    expect(message).toContain("Value null at 'encapsulationAlgorithm' failed to satisfy constraint");
  });

  it('DryRun → DryRunOperationException', async () => {
    const { keyId } = await sharedKey(given, 'ML_KEM_512', 'ENCAPSULATE_DECAPSULATE');
    const refused = await refusal('Encapsulate', { keyId, encapsulationAlgorithm, dryRun: true });
    expect(refused.exception).toBe('DryRunOperationException');
  });
});
