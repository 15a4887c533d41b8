/**
 * The engine over @noble: readable JavaScript, no native code. Slower, and its big-integer arithmetic leaves copies of
 * private scalars that cannot be wiped (docs/THREAT-MODEL), so it is the oracle and the simulation's engine, not the
 * default. Loaded only through `loadEngine`.
 */
import { cbc, ctr, gcm } from '@noble/ciphers/aes.js';
import { p256, p384 } from '@noble/curves/nist.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha384 } from '@noble/hashes/sha2.js';
import { assert } from '@strongroom/core/assert.js';
import { EC_CURVES, hasPointForm, isPrivateScalar } from './ec-curve.js';
import type { EcCurve } from './ec-curve.js';
import { AES_256_KEY_BYTES, AES_BLOCK_BYTES, GCM_IV_BYTES, GCM_TAG_BYTES } from './engine.js';
import type { AeadEngine, BlockCipherEngine, CryptoEngine, EcEngine, HashEngine } from './engine.js';
import { requireLength } from './guard.js';

const CURVES = { 'P-256': p256, 'P-384': p384 } as const satisfies Record<EcCurve, unknown>;

/** noble hashes by itself (`prehash`) and would refuse s > n/2 by default, which FIPS 186-5 allows. */
const ECDSA_OPTIONS = { prehash: true, lowS: false, format: 'der' } as const;

const aead: AeadEngine = {
  aes256GcmSeal(key, iv, aad, plaintext) {
    requireLength(key, AES_256_KEY_BYTES, 'key');
    requireLength(iv, GCM_IV_BYTES, 'iv');
    return gcm(key, iv, aad).encrypt(plaintext);
  },

  aes256GcmOpen(key, iv, aad, sealed) {
    requireLength(key, AES_256_KEY_BYTES, 'key');
    requireLength(iv, GCM_IV_BYTES, 'iv');
    if (sealed.length < GCM_TAG_BYTES) return undefined;
    try {
      return gcm(key, iv, aad).decrypt(sealed);
    } catch {
      return undefined;
    }
  },
};

const hash: HashEngine = {
  sha256: (message) => sha256(message),
  sha384: (message) => sha384(message),
  hmacSha256: (key, message) => hmac(sha256, key, message),
};

const blockCipher: BlockCipherEngine = {
  aes256CtrKeystream(key, counterBlock, length) {
    requireLength(key, AES_256_KEY_BYTES, 'key');
    requireLength(counterBlock, AES_BLOCK_BYTES, 'counterBlock');
    return ctr(key, counterBlock).encrypt(new Uint8Array(length));
  },

  aes256CbcZeroIv(key, blocks) {
    requireLength(key, AES_256_KEY_BYTES, 'key');
    assert(blocks.length % AES_BLOCK_BYTES === 0, '"blocks" expected whole blocks');
    return cbc(key, new Uint8Array(AES_BLOCK_BYTES), { disablePadding: true }).encrypt(blocks);
  },
};

const ec: EcEngine = {
  ecPublicPoint(curve, privateScalar) {
    assert(isPrivateScalar(curve, privateScalar), '"privateScalar" expected 1…n-1');
    return CURVES[curve].getPublicKey(privateScalar, false);
  },

  ecdsaSign(curve, privateScalar, message) {
    assert(isPrivateScalar(curve, privateScalar), '"privateScalar" expected 1…n-1');
    return CURVES[curve].sign(message, privateScalar, ECDSA_OPTIONS);
  },

  ecdsaVerify(curve, publicPoint, message, signature) {
    if (!hasPointForm(curve, publicPoint)) return false;
    try {
      return CURVES[curve].verify(signature, message, publicPoint, ECDSA_OPTIONS);
    } catch {
      // noble throws for a point off the curve and for some malformed DER.
      return false;
    }
  },

  ecdhSharedX(curve, privateScalar, peerPoint) {
    assert(isPrivateScalar(curve, privateScalar), '"privateScalar" expected 1…n-1');
    if (!hasPointForm(curve, peerPoint)) return undefined;
    try {
      const shared = CURVES[curve].getSharedSecret(privateScalar, peerPoint, false);
      const sharedX = shared.slice(1, 1 + EC_CURVES[curve].scalarBytes);
      shared.fill(0);
      return sharedX;
    } catch {
      return undefined;
    }
  },
};

export const nobleEngine: CryptoEngine = { name: 'noble', ...aead, ...hash, ...blockCipher, ...ec };
