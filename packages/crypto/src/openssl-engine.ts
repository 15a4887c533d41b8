/**
 * The engine over node:crypto (OpenSSL). Faster than noble everywhere, and leaves no copy of a symmetric key once its
 * bytes are wiped.
 */
import {
  createCipheriv,
  createDecipheriv,
  createECDH,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  sign,
  verify,
} from 'node:crypto';
import { assert } from '@strongroom/core/assert.js';
import { viewAsBuffer } from '@strongroom/core/bytes.js';
import { EC_CURVES, hasPointForm, isPrivateScalar, sec1OfScalar, spkiOfPoint } from './ec-curve.js';
import { AES_256_KEY_BYTES, AES_BLOCK_BYTES, GCM_IV_BYTES, GCM_TAG_BYTES } from './engine.js';
import type { AeadEngine, BlockCipherEngine, CryptoEngine, EcEngine, HashEngine } from './engine.js';
import { requireLength } from './guard.js';
import { opensslKeyWrap } from './key-wrap.js';
import { plain } from './plain-bytes.js';

const GCM_OPTIONS = { authTagLength: GCM_TAG_BYTES } as const;
const ZERO_IV = new Uint8Array(AES_BLOCK_BYTES);

const aead: AeadEngine = {
  aes256GcmSeal(key, iv, aad, plaintext) {
    requireLength(key, AES_256_KEY_BYTES, 'key');
    requireLength(iv, GCM_IV_BYTES, 'iv');
    const cipher = createCipheriv('aes-256-gcm', key, iv, GCM_OPTIONS);
    cipher.setAAD(aad);
    const ciphertext = cipher.update(plaintext);
    cipher.final();
    const sealed = new Uint8Array(ciphertext.length + GCM_TAG_BYTES);
    sealed.set(ciphertext);
    sealed.set(cipher.getAuthTag(), ciphertext.length);
    return sealed;
  },

  aes256GcmOpen(key, iv, aad, sealed) {
    requireLength(key, AES_256_KEY_BYTES, 'key');
    requireLength(iv, GCM_IV_BYTES, 'iv');
    const bodyBytes = sealed.length - GCM_TAG_BYTES;
    if (bodyBytes < 0) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', key, iv, GCM_OPTIONS);
    decipher.setAAD(aad);
    decipher.setAuthTag(sealed.subarray(bodyBytes));
    const plaintext = decipher.update(sealed.subarray(0, bodyBytes));
    try {
      decipher.final();
    } catch {
      // Unauthenticated plaintext is never released, and does not stay in memory either.
      plaintext.fill(0);
      return undefined;
    }
    return plain(plaintext);
  },
};

const hash: HashEngine = {
  sha256: (message) => plain(createHash('sha256').update(message).digest()),
  sha384: (message) => plain(createHash('sha384').update(message).digest()),
  hmacSha256: (key, message) => plain(createHmac('sha256', key).update(message).digest()),
  hash: (algorithm, message) => plain(createHash(algorithm).update(message).digest()),
  hmac: (algorithm, key, message) => plain(createHmac(algorithm, key).update(message).digest()),
};

const blockCipher: BlockCipherEngine = {
  aes256CtrKeystream(key, counterBlock, length) {
    requireLength(key, AES_256_KEY_BYTES, 'key');
    requireLength(counterBlock, AES_BLOCK_BYTES, 'counterBlock');
    return plain(createCipheriv('aes-256-ctr', key, counterBlock).update(new Uint8Array(length)));
  },

  aes256CbcZeroIv(key, blocks) {
    requireLength(key, AES_256_KEY_BYTES, 'key');
    assert(blocks.length % AES_BLOCK_BYTES === 0, '"blocks" expected whole blocks');
    const cipher = createCipheriv('aes-256-cbc', key, ZERO_IV);
    cipher.setAutoPadding(false);
    return plain(cipher.update(blocks));
  },
};

const ec: EcEngine = {
  ecPublicPoint(curve, privateScalar) {
    assert(isPrivateScalar(curve, privateScalar), '"privateScalar" expected 1…n-1');
    const ecdh = createECDH(EC_CURVES[curve].opensslName);
    ecdh.setPrivateKey(privateScalar);
    return plain(ecdh.getPublicKey());
  },

  ecdsaSign(curve, privateScalar, message) {
    assert(isPrivateScalar(curve, privateScalar), '"privateScalar" expected 1…n-1');
    const der = sec1OfScalar(curve, privateScalar);
    try {
      const signer = createPrivateKey({ key: viewAsBuffer(der), format: 'der', type: 'sec1' });
      return plain(sign(EC_CURVES[curve].hash, message, signer));
    } finally {
      der.fill(0);
    }
  },

  ecdsaVerify(curve, publicPoint, message, signature) {
    if (!hasPointForm(curve, publicPoint)) return false;
    try {
      const spki = viewAsBuffer(spkiOfPoint(curve, publicPoint));
      const verifier = createPublicKey({ key: spki, format: 'der', type: 'spki' });
      return verify(EC_CURVES[curve].hash, message, verifier, signature);
    } catch {
      // OpenSSL refuses to import a point that is not on the curve.
      return false;
    }
  },

  ecdhSharedX(curve, privateScalar, peerPoint) {
    assert(isPrivateScalar(curve, privateScalar), '"privateScalar" expected 1…n-1');
    if (!hasPointForm(curve, peerPoint)) return undefined;
    const ecdh = createECDH(EC_CURVES[curve].opensslName);
    ecdh.setPrivateKey(privateScalar);
    try {
      return plain(ecdh.computeSecret(peerPoint));
    } catch {
      return undefined;
    }
  },
};

export const opensslEngine: CryptoEngine = {
  name: 'openssl',
  ...aead,
  ...hash,
  ...blockCipher,
  ...opensslKeyWrap,
  ...ec,
};
