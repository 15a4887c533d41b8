/** IMPORT_KEY_MATERIAL: unwraps what a user wrapped under an import wrapping key, checks it, seals it as an EKT. */
import { must } from '@strongroom/core/assert.js';
import { HsmError } from '@strongroom/core/errors.js';
import { parseKmsKeyId, SYSTEM_TENANT } from '@strongroom/core/ids.js';
import type { PrivateKey } from '@strongroom/crypto/key-pair/key-pair-engine.js';
import {
  algorithmsOf,
  isKeyPairSpec,
  parseBackingKeySpec,
  randomKeyBytes,
  type BackingKeySpec,
} from '@strongroom/crypto/key-usages.js';
import { SECRET_ACCESS } from '@strongroom/crypto/secret-access.js';
import {
  importKeyMaterialArguments,
  importKeyMaterialResult,
  type ImportKeyMaterialArguments,
} from '@strongroom/proto/slot-protocol.js';
import type { SlotCommandHandler, SlotContext } from '../slot-context.js';
import { wrappingAlgorithmOf, wrappingKeyOf } from './import-wrapping.js';

const ORIGIN_EXTERNAL = 'EXTERNAL';
const AES_KEY_BYTES: ReadonlySet<number> = new Set([16, 24, 32]);

export const importKeyMaterial: SlotCommandHandler = (slot, payload) => {
  // What a user may import is not known before it is opened: all of it is slow work.
  if (slot.lane === 'fast') throw new HsmError('NEED_SLOW_LANE');
  const request = importKeyMaterialArguments.read(payload);
  const { kmsKeyId, keySpec, keyUsage } = request;
  if (slot.tenant === SYSTEM_TENANT) throw new HsmError('KEY_FUNCTION_NOT_PERMITTED');
  if (parseKmsKeyId(kmsKeyId) === undefined) throw new HsmError('ARGUMENTS_BAD', 'not a KMS key id');
  const spec = parseBackingKeySpec(keySpec);
  if (spec === undefined) throw new HsmError('FUNCTION_NOT_SUPPORTED', 'key spec is not offered');
  if (algorithmsOf(keySpec, keyUsage).length === 0) throw new HsmError('ARGUMENTS_BAD', 'key usage does not fit');
  const unwrapped = unwrap(slot, request);
  let secret: Uint8Array | undefined;
  try {
    secret = storageEncoding(slot, spec, keyUsage, unwrapped);
    const attributes = { kmsKeyId, keySpec, keyUsage, origin: ORIGIN_EXTERNAL, materialKind: 'BACKING_KEY' } as const;
    return importKeyMaterialResult.write(slot.sealApart(attributes, secret));
  } finally {
    unwrapped.fill(0);
    secret?.fill(0);
  }
};

/**
 * What was wrapped, which the caller wipes. @throws HsmError IMPORT_TOKEN_INVALID, IMPORT_TOKEN_EXPIRED,
 * WRAPPED_KEY_INVALID
 */
function unwrap(slot: SlotContext, request: ImportKeyMaterialArguments): Uint8Array {
  const { kmsKeyId, keySpec, keyUsage, nowMs, encryptedKeyMaterial } = request;
  const { attributes, secret } = openWrappingKey(slot, request.wrappingKey);
  let privateKey: PrivateKey | undefined;
  try {
    const { opens } = attributes;
    // The token says what the material becomes, not the front end: else one blob would make keys of several usages.
    const fits = attributes.kmsKeyId === kmsKeyId && opens?.keySpec === keySpec && opens.keyUsage === keyUsage;
    if (!fits) throw new HsmError('IMPORT_TOKEN_INVALID');
    if (nowMs > opens.notAfterMs) throw new HsmError('IMPORT_TOKEN_EXPIRED');
    const { spec, modulusBytes } = wrappingKeyOf(attributes.keySpec);
    const { oaep, throughAes } = wrappingAlgorithmOf(attributes.keyUsage);
    privateKey = must(slot.keyPairs.load(spec, secret.expose(SECRET_ACCESS)), 'a sealed wrapping key loads');
    const block = encryptedKeyMaterial.subarray(0, throughAes ? modulusBytes : undefined);
    const opened = slot.keyPairs.decrypt(privateKey, oaep, block);
    if (opened === undefined || !throughAes) return opened ?? invalidWrapping();
    try {
      if (!AES_KEY_BYTES.has(opened.length)) return invalidWrapping();
      return slot.engine.aesKeyUnwrapPad(opened, encryptedKeyMaterial.subarray(modulusBytes)) ?? invalidWrapping();
    } finally {
      opened.fill(0);
    }
  } finally {
    privateKey?.dispose();
    secret.dispose();
  }
}

/** A token that was altered, or made for another tenant, is the user's mistake here: the user brought it. */
function openWrappingKey(slot: SlotContext, wrappingKey: ImportKeyMaterialArguments['wrappingKey']) {
  try {
    return slot.openApart(wrappingKey);
  } catch (error) {
    if (error instanceof HsmError && error.status === 'TOKEN_INVALID') throw new HsmError('IMPORT_TOKEN_INVALID');
    throw error;
  }
}

/** One answer for whatever is wrong, as for any ciphertext. */
function invalidWrapping(): never {
  throw new HsmError('WRAPPED_KEY_INVALID');
}

/**
 * Symmetric and HMAC keys are their bytes, as many as the spec says; key pairs come as PKCS#8.
 * @throws HsmError KEY_MATERIAL_INVALID
 */
function storageEncoding(slot: SlotContext, spec: BackingKeySpec, keyUsage: string, unwrapped: Uint8Array): Uint8Array {
  if (!isKeyPairSpec(spec)) {
    if (unwrapped.length !== randomKeyBytes(spec)) throw new HsmError('KEY_MATERIAL_INVALID', `no key of ${spec}`);
    return new Uint8Array(unwrapped);
  }
  const secret = slot.keyPairs.importPkcs8(spec, unwrapped);
  if (secret === undefined) throw new HsmError('KEY_MATERIAL_INVALID', `no PKCS#8 private key of ${spec}`);
  const privateKey = slot.keyPairs.load(spec, secret);
  const consistent = privateKey !== undefined && slot.keyPairs.isConsistent(privateKey, keyUsage);
  privateKey?.dispose();
  if (consistent) return secret;
  secret.fill(0);
  throw new HsmError('KEY_MATERIAL_INVALID', 'the pair is not consistent');
}
