import { createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { expect, it } from 'vitest';
import { bytes, flipBit, hex } from '../harness/fixtures.js';
import { sharedKey } from '../harness/keyring.js';
import { throughEveryDoor } from '../harness/suite.js';

const CURVES = [
  ['ECC_NIST_P256', 'prime256v1', 32],
  ['ECC_NIST_P384', 'secp384r1', 48],
  ['ECC_NIST_P521', 'secp521r1', 66],
] as const;

function peerOn(namedCurve: string): { readonly privateKey: KeyObject; readonly spki: Uint8Array } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
  return { privateKey, spki: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })) };
}

throughEveryDoor('DeriveSharedSecret', (given) => {
  const { call, refusal } = given;
  const keyAgreementAlgorithm = 'ECDH';

  it.each(CURVES)('%s agrees with a peer on %s on %i bytes', async (spec, namedCurve, length) => {
    const { keyId, arn } = await sharedKey(given, spec, 'KEY_AGREEMENT');
    const peer = peerOn(namedCurve);
    const answer = await call('DeriveSharedSecret', { keyId, keyAgreementAlgorithm, publicKey: peer.spki });
    expect(answer).toMatchObject({ keyId: arn, keyAgreementAlgorithm, keyOrigin: 'AWS_KMS' });
    expect(answer.sharedSecret).toHaveLength(length);
    const { publicKey } = await call('GetPublicKey', { keyId });
    const ours = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    const outside = diffieHellman({ privateKey: peer.privateKey, publicKey: ours });
    expect(hex(answer.sharedSecret)).toBe(hex(outside));
  });

  it('agrees with another key of the service', async () => {
    const [one, two] = await Promise.all([1, 2].map((n) => sharedKey(given, 'ECC_NIST_P256', 'KEY_AGREEMENT', n)));
    const derive = async (own: string, peer: string): Promise<string> => {
      const { publicKey } = await call('GetPublicKey', { keyId: peer });
      return hex((await call('DeriveSharedSecret', { keyId: own, keyAgreementAlgorithm, publicKey })).sharedSecret);
    };
    const [a, b] = [one?.arn ?? '', two?.arn ?? ''];
    expect(await derive(a, b)).toBe(await derive(b, a));
  });

  it.each(CURVES)('%s rejects what is no public key of its curve → ValidationException', async (spec, namedCurve) => {
    const { keyId } = await sharedKey(given, spec, 'KEY_AGREEMENT');
    const { spki } = peerOn(namedCurve);
    const other = peerOn(namedCurve === 'secp384r1' ? 'prime256v1' : 'secp384r1').spki;
    for (const publicKey of [other, flipBit(spki, spki.length * 8 - 9), spki.slice(0, -1), bytes(91), bytes(1)]) {
      const refused = await refusal('DeriveSharedSecret', { keyId, keyAgreementAlgorithm, publicKey });
      expect(refused.exception).toBe('ValidationException');
      expect(refused.message).toContain('PublicKey must be');
    }
  });

  it('rejects a signing key on the same curve → InvalidKeyUsageException', async () => {
    const { keyId, arn } = await sharedKey(given, 'ECC_NIST_P256', 'SIGN_VERIFY');
    const { spki } = peerOn('prime256v1');
    expect(await refusal('DeriveSharedSecret', { keyId, keyAgreementAlgorithm, publicKey: spki })).toEqual({
      exception: 'InvalidKeyUsageException',
      message: `${arn} key usage is SIGN_VERIFY which is not valid for DeriveSharedSecret.`,
    });
  });

  it('rejects a public key of 8193 bytes, and none → ValidationException', async () => {
    const { keyId } = await sharedKey(given, 'ECC_NIST_P256', 'KEY_AGREEMENT');
    const long = await refusal('DeriveSharedSecret', { keyId, keyAgreementAlgorithm, publicKey: bytes(8193) });
    expect(long.message).toContain('Member must have length less than or equal to 8192');
    const missing = await refusal('DeriveSharedSecret', { keyId, keyAgreementAlgorithm });
    expect(missing.message).toContain("Value null at 'publicKey' failed to satisfy constraint");
  });

  it('rejects an attestation → UnsupportedOperationException', async () => {
    const { keyId } = await sharedKey(given, 'ECC_NIST_P256', 'KEY_AGREEMENT');
    const recipient = { keyEncryptionAlgorithm: 'RSAES_OAEP_SHA_256', attestationDocument: bytes(8) } as const;
    const input = { keyId, keyAgreementAlgorithm, publicKey: peerOn('prime256v1').spki, recipient } as const;
    expect((await refusal('DeriveSharedSecret', input)).exception).toBe('UnsupportedOperationException');
  });

  it('DryRun → DryRunOperationException', async () => {
    const { keyId } = await sharedKey(given, 'ECC_NIST_P256', 'KEY_AGREEMENT');
    const input = { keyId, keyAgreementAlgorithm, publicKey: peerOn('prime256v1').spki, dryRun: true } as const;
    expect((await refusal('DeriveSharedSecret', input)).exception).toBe('DryRunOperationException');
  });
});
