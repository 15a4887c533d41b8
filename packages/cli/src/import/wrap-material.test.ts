import { constants, createDecipheriv, generateKeyPairSync, privateDecrypt, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SystemRng } from '@strongroom/core/rng.js';
import { CliError } from '../cli-error.js';
import { readWrappingKey, wrapMaterial, WRAPPING_ALGORITHMS } from './wrap-material.js';

const rng = new SystemRng();

describe('wrapMaterial', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const spki = publicKey.export({ format: 'der', type: 'spki' });

  it.each(WRAPPING_ALGORITHMS)('%s opens again', (algorithm) => {
    const material = randomBytes(32);
    const wrapped = wrapMaterial(rng, readWrappingKey(spki), algorithm, material);
    const oaepHash = algorithm.endsWith('SHA_1') ? 'sha1' : 'sha256';
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const block = privateDecrypt({ key: privateKey, oaepHash, padding }, wrapped.subarray(0, 256));
    if (!algorithm.startsWith('RSA_AES')) {
      expect(wrapped.length).toBe(256);
      expect(block).toEqual(material);
      return;
    }
    const decipher = createDecipheriv('id-aes256-wrap-pad', block, Buffer.from('a65959a6', 'hex'));
    expect(Buffer.concat([decipher.update(wrapped.subarray(256)), decipher.final()])).toEqual(material);
  });

  it('says what to do with material that is too long', () => {
    const wrap = (): unknown => wrapMaterial(rng, publicKey, 'RSAES_OAEP_SHA_256', randomBytes(191));
    expect(wrap).toThrow(CliError);
    expect(wrap).toThrow(/191 bytes do not fit .* RSA_AES_KEY_WRAP_SHA_256/);
  });

  it('reads DER and PEM, and refuses what is no RSA public key', () => {
    const pem = publicKey.export({ format: 'pem', type: 'spki' });
    expect(readWrappingKey(Buffer.from(pem)).equals(publicKey)).toBe(true);
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'der', type: 'spki' });
    for (const wrong of [ec, randomBytes(300), Buffer.alloc(0)]) expect(() => readWrappingKey(wrong)).toThrow(CliError);
  });
});
