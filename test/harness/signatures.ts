/** The signing keys and algorithms of the service, and what verifies a signature without it. */
import { constants, createHash, createPublicKey, verify } from 'node:crypto';
import { ed25519ph } from '@noble/curves/ed25519.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { shake256 } from '@noble/hashes/sha3.js';
import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import { must } from '@strongroom/core/assert.js';
import type { KeySpec, MessageType, SigningAlgorithmSpec } from '@strongroom/proto/gen/kms-types.js';

const RSA = [
  'RSASSA_PSS_SHA_256',
  'RSASSA_PSS_SHA_384',
  'RSASSA_PSS_SHA_512',
  'RSASSA_PKCS1_V1_5_SHA_256',
  'RSASSA_PKCS1_V1_5_SHA_384',
  'RSASSA_PKCS1_V1_5_SHA_512',
] as const;

/** By the API reference, Sign and "Key spec reference". */
export const SIGNING_ALGORITHMS = {
  RSA_2048: RSA,
  RSA_3072: RSA,
  RSA_4096: RSA,
  ECC_NIST_P256: ['ECDSA_SHA_256'],
  ECC_NIST_P384: ['ECDSA_SHA_384'],
  ECC_NIST_P521: ['ECDSA_SHA_512'],
  ECC_SECG_P256K1: ['ECDSA_SHA_256'],
  ECC_NIST_EDWARDS25519: ['ED25519_SHA_512', 'ED25519_PH_SHA_512'],
  ML_DSA_44: ['ML_DSA_SHAKE_256'],
  ML_DSA_65: ['ML_DSA_SHAKE_256'],
  ML_DSA_87: ['ML_DSA_SHAKE_256'],
} as const satisfies Partial<Record<KeySpec, readonly SigningAlgorithmSpec[]>>;
export type SigningSpec = keyof typeof SIGNING_ALGORITHMS;

const ML_DSA = { ML_DSA_44: ml_dsa44, ML_DSA_65: ml_dsa65, ML_DSA_87: ml_dsa87 };

export function messageTypesOf(algorithm: SigningAlgorithmSpec): readonly MessageType[] {
  if (algorithm === 'ED25519_SHA_512') return ['RAW'];
  if (algorithm === 'ED25519_PH_SHA_512') return ['DIGEST'];
  return algorithm === 'ML_DSA_SHAKE_256' ? ['RAW', 'EXTERNAL_MU'] : ['RAW', 'DIGEST'];
}

/** Every spec with every algorithm and message type. */
export const SIGNING_CASES = (Object.keys(SIGNING_ALGORITHMS) as SigningSpec[]).flatMap((spec) =>
  (SIGNING_ALGORITHMS[spec] as readonly SigningAlgorithmSpec[]).flatMap((algorithm) =>
    messageTypesOf(algorithm).map((messageType) => [spec, algorithm, messageType] as const),
  ),
);

function hashOf(algorithm: SigningAlgorithmSpec): string {
  return `sha${must(/_SHA_(\d+)$/.exec(algorithm)?.[1], 'the algorithm has a hash')}`;
}

/** What the request carries for `text` when its message is of this type. */
export function messageOf(
  text: Uint8Array,
  algorithm: SigningAlgorithmSpec,
  messageType: MessageType,
  spki: Uint8Array,
): Uint8Array {
  if (messageType === 'RAW') return text;
  if (messageType === 'DIGEST') return new Uint8Array(createHash(hashOf(algorithm)).update(text).digest());
  // FIPS 204, Algorithm 2 and 7: μ = H(H(pk, 64) ‖ 0x00 ‖ |ctx| ‖ M, 64), with the empty context.
  const publicKeyHash = shake256(rawPublicKey(spki), { dkLen: 64 });
  return shake256(Buffer.concat([publicKeyHash, Buffer.alloc(2), text]), { dkLen: 64 });
}

/** Verifies a signature of `text`, whatever the type of the message was, with nothing but the public key. */
export function verifiesOutside(
  spec: SigningSpec,
  algorithm: SigningAlgorithmSpec,
  text: Uint8Array,
  signature: Uint8Array,
  spki: Uint8Array,
): boolean {
  if (spec === 'ML_DSA_44' || spec === 'ML_DSA_65' || spec === 'ML_DSA_87') {
    return ML_DSA[spec].verify(signature, text, rawPublicKey(spki));
  }
  if (algorithm === 'ED25519_PH_SHA_512') {
    // KMS hashes the digest once more (API reference, Sign).
    return ed25519ph.verify(signature, createHash('sha512').update(text).digest(), rawPublicKey(spki));
  }
  const publicKey = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  if (algorithm === 'ED25519_SHA_512') return verify(null, text, publicKey, signature);
  const hash = hashOf(algorithm);
  if (!algorithm.startsWith('RSASSA_PSS_')) return verify(hash, text, publicKey, signature);
  const options = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return verify(hash, text, { key: publicKey, ...options }, signature);
}

/** The content of the BIT STRING that ends a SubjectPublicKeyInfo, where it is the bare key. */
export function rawPublicKey(spki: Uint8Array): Uint8Array {
  const length = RAW_LENGTHS.find((bytes) => spki.length > bytes && spki.length - bytes <= SPKI_OVERHEAD_MAX_BYTES);
  return spki.slice(-must(length, 'a public key of a known length'));
}

/** Ed25519; ML-DSA-44, 65, 87 (FIPS 204, table 2); ML-KEM-512, 768, 1024 (FIPS 203, table 3). */
const RAW_LENGTHS = [32, 1312, 1952, 2592, 800, 1184, 1568];
const SPKI_OVERHEAD_MAX_BYTES = 24;

/** A signature of `text` made outside by a key that nobody at the service has. */
export function foreignEcdsaSignature(spec: SigningSpec, text: Uint8Array): Uint8Array {
  const curve = { ECC_NIST_P256: p256, ECC_NIST_P384: p384, ECC_NIST_P521: p521, ECC_SECG_P256K1: secp256k1 }[
    spec as 'ECC_NIST_P256'
  ];
  return curve.sign(text, curve.utils.randomSecretKey(), { format: 'der' });
}
