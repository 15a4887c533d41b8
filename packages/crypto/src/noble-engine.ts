/**
 * The engine over @noble: readable JavaScript, no native code. Slower, and its big-integer arithmetic leaves copies of
 * private scalars that cannot be wiped (docs/THREAT-MODEL), so it is the oracle and the simulation's engine, not the
 * default. Loaded only through `loadEngine`.
 */
import { aeskwp, cbc, ctr, gcm } from '@noble/ciphers/aes.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { assert } from '@strongroom/core/assert.js';
import { AES_256_KEY_BYTES, AES_BLOCK_BYTES, GCM_IV_BYTES, GCM_TAG_BYTES } from './engine.js';
import type {
  AeadEngine,
  BlockCipherEngine,
  CryptoEngine,
  HashAlgorithm,
  HashEngine,
  KeyWrapEngine,
} from './engine.js';
import { requireLength } from './guard.js';
import { hasWrappedForm, requireKeyWrapLengths, requireWrappingKey } from './key-wrap.js';
import { nobleEc } from './noble-ec.js';

const HASHES = { sha224, sha256, sha384, sha512 } as const satisfies Record<HashAlgorithm, unknown>;

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
  hash: (algorithm, message) => HASHES[algorithm](message),
  hmac: (algorithm, key, message) => hmac(HASHES[algorithm], key, message),
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

const keyWrap: KeyWrapEngine = {
  aesKeyWrapPad(wrappingKey, secret) {
    requireKeyWrapLengths(wrappingKey, secret);
    return aeskwp(wrappingKey).encrypt(secret);
  },

  aesKeyUnwrapPad(wrappingKey, wrapped) {
    requireWrappingKey(wrappingKey);
    if (!hasWrappedForm(wrapped)) return undefined;
    try {
      return aeskwp(wrappingKey).decrypt(wrapped);
    } catch {
      return undefined;
    }
  },
};

export const nobleEngine: CryptoEngine = { name: 'noble', ...aead, ...hash, ...blockCipher, ...keyWrap, ...nobleEc };
