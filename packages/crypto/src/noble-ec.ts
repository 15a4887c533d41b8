/**
 * Elliptic curves by noble: what an engine offers, and ECDSA over a digest, which OpenSSL through node:crypto cannot
 * do. Loaded only in slow threads.
 */
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { assert } from '@strongroom/core/assert.js';
import { EC_CURVES, hasPointForm, isPrivateScalar } from './ec-curve.js';
import type { EcCurve } from './ec-curve.js';
import type { EcEngine } from './engine.js';
import { requireLength } from './guard.js';

const CURVES = { 'P-256': p256, 'P-384': p384, 'P-521': p521, secp256k1 } as const satisfies Record<EcCurve, unknown>;

/** noble would refuse s > n/2 by default, which FIPS 186-5 allows. */
const OF_MESSAGE = { prehash: true, lowS: false, format: 'der' } as const;
const OF_DIGEST = { ...OF_MESSAGE, prehash: false } as const;

export interface DigestEcdsa {
  /** ECDSA of a digest as long as the curve's hash. The nonce is that of RFC 6979. Returns a DER Ecdsa-Sig-Value. */
  ecdsaSignDigest(curve: EcCurve, privateScalar: Uint8Array, digest: Uint8Array): Uint8Array;
  ecdsaVerifyDigest(curve: EcCurve, publicPoint: Uint8Array, digest: Uint8Array, signature: Uint8Array): boolean;
}

function requireScalar(curve: EcCurve, privateScalar: Uint8Array): void {
  assert(isPrivateScalar(curve, privateScalar), '"privateScalar" expected 1…n-1');
}

function verify(
  curve: EcCurve,
  publicPoint: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
  options: typeof OF_MESSAGE | typeof OF_DIGEST,
): boolean {
  if (!hasPointForm(curve, publicPoint)) return false;
  try {
    return CURVES[curve].verify(signature, message, publicPoint, options);
  } catch {
    // noble throws for a point off the curve and for some malformed DER.
    return false;
  }
}

function requireDigest(curve: EcCurve, digest: Uint8Array): void {
  requireLength(digest, Number(EC_CURVES[curve].hash.slice(3)) / 8, 'digest');
}

export const nobleEc: EcEngine & DigestEcdsa = {
  ecPublicPoint(curve, privateScalar) {
    requireScalar(curve, privateScalar);
    return CURVES[curve].getPublicKey(privateScalar, false);
  },

  ecdsaSign(curve, privateScalar, message) {
    requireScalar(curve, privateScalar);
    return CURVES[curve].sign(message, privateScalar, OF_MESSAGE);
  },

  ecdsaVerify: (curve, publicPoint, message, signature) => verify(curve, publicPoint, message, signature, OF_MESSAGE),

  ecdsaSignDigest(curve, privateScalar, digest) {
    requireScalar(curve, privateScalar);
    requireDigest(curve, digest);
    return CURVES[curve].sign(digest, privateScalar, OF_DIGEST);
  },

  ecdsaVerifyDigest(curve, publicPoint, digest, signature) {
    requireDigest(curve, digest);
    return verify(curve, publicPoint, digest, signature, OF_DIGEST);
  },

  ecdhSharedX(curve, privateScalar, peerPoint) {
    requireScalar(curve, privateScalar);
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
