/** The NIST curves in use (SP 800-186 §3.2.1), and the fixed encodings of their keys. */
import { concatBytes, equalBytes, fromHex, viewAsBuffer } from '@strongroom/core/bytes.js';

export type EcCurve = 'P-256' | 'P-384';

export interface EcCurveFacts {
  /** Length of a private scalar, of a coordinate and of an ECDH output. */
  readonly scalarBytes: number;
  /** Length of 0x04 ‖ X ‖ Y. */
  readonly pointBytes: number;
  /** The group order n, big-endian. */
  readonly order: Uint8Array;
  /** OpenSSL's name. */
  readonly opensslName: string;
  readonly hash: 'sha256' | 'sha384';
  /** RFC 5480 SubjectPublicKeyInfo up to the point, for named curve and uncompressed point. */
  readonly spkiPrefix: Uint8Array;
  /** RFC 5915 ECPrivateKey (no public key): what stands before and after the scalar. */
  readonly sec1Prefix: Uint8Array;
  readonly sec1Suffix: Uint8Array;
}

export const EC_CURVES: Readonly<Record<EcCurve, EcCurveFacts>> = {
  'P-256': {
    scalarBytes: 32,
    pointBytes: 65,
    order: fromHex('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'),
    opensslName: 'prime256v1',
    hash: 'sha256',
    spkiPrefix: fromHex('3059301306072a8648ce3d020106082a8648ce3d030107034200'),
    sec1Prefix: fromHex('30310201010420'),
    sec1Suffix: fromHex('a00a06082a8648ce3d030107'),
  },
  'P-384': {
    scalarBytes: 48,
    pointBytes: 97,
    order: fromHex('ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973'),
    opensslName: 'secp384r1',
    hash: 'sha384',
    spkiPrefix: fromHex('3076301006072a8648ce3d020106052b81040022036200'),
    sec1Prefix: fromHex('303e0201010430'),
    sec1Suffix: fromHex('a00706052b81040022'),
  },
};

/** True for a scalar of the right length in 1…n-1 (SP 800-56A §5.6.2.1.2). */
export function isPrivateScalar(curve: EcCurve, scalar: Uint8Array): boolean {
  const { scalarBytes, order } = EC_CURVES[curve];
  if (scalar.length !== scalarBytes) return false;
  let any = 0;
  for (const byte of scalar) any |= byte;
  return any !== 0 && viewAsBuffer(scalar).compare(order) < 0;
}

/** True for the outer form of an uncompressed point. Whether it lies on the curve is the engine's to say. */
export function hasPointForm(curve: EcCurve, point: Uint8Array): boolean {
  return point.length === EC_CURVES[curve].pointBytes && point[0] === 0x04;
}

/** SubjectPublicKeyInfo (DER) of an uncompressed point. */
export function spkiOfPoint(curve: EcCurve, point: Uint8Array): Uint8Array {
  return concatBytes(EC_CURVES[curve].spkiPrefix, point);
}

/**
 * Curve and point of a SubjectPublicKeyInfo for P-256 or P-384. Only the one canonical DER form (named curve,
 * uncompressed point) is taken; anything else is undefined. The point is a view of `spki`, and is not yet known to lie
 * on the curve.
 */
export function pointOfSpki(spki: Uint8Array): { readonly curve: EcCurve; readonly point: Uint8Array } | undefined {
  for (const curve of ['P-256', 'P-384'] as const) {
    const { spkiPrefix, pointBytes } = EC_CURVES[curve];
    if (spki.length !== spkiPrefix.length + pointBytes) continue;
    if (!equalBytes(spki.subarray(0, spkiPrefix.length), spkiPrefix)) continue;
    const point = spki.subarray(spkiPrefix.length);
    if (hasPointForm(curve, point)) return { curve, point };
  }
  return undefined;
}
