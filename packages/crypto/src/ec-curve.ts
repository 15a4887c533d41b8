/** The curves in use (SP 800-186 §3.2.1, SEC 2 §2.4.1), and the fixed encodings of their keys. */
import { equalBytes, fromHex, viewAsBuffer } from '@strongroom/core/bytes.js';
import { DER_TAG, der, encodeDer } from './asn1/der.js';
import { ecPrivateKeyElement } from './asn1/ec-private-key.js';
import { encodeSpki, parseSpki } from './asn1/spki.js';

export type EcCurve = 'P-256' | 'P-384' | 'P-521' | 'secp256k1';

export interface EcCurveFacts {
  /** Length of a private scalar, of a coordinate and of an ECDH output. */
  readonly scalarBytes: number;
  /** Length of 0x04 ‖ X ‖ Y. */
  readonly pointBytes: number;
  /** The group order n, big-endian. */
  readonly order: Uint8Array;
  /** OpenSSL's name. */
  readonly opensslName: string;
  readonly hash: 'sha256' | 'sha384' | 'sha512';
  /** The encoded OBJECT IDENTIFIER of the curve. */
  readonly namedCurve: Uint8Array;
  /** The encoded AlgorithmIdentifier of its keys: id-ecPublicKey with the named curve (RFC 5480 §2.1.1). */
  readonly algorithm: Uint8Array;
}

const ID_EC_PUBLIC_KEY = fromHex('06072a8648ce3d0201');

function curve(
  facts: Pick<EcCurveFacts, 'opensslName' | 'hash'> & { readonly order: string; readonly namedCurve: string },
): EcCurveFacts {
  const order = fromHex(facts.order);
  const namedCurve = fromHex(facts.namedCurve);
  const algorithm = encodeDer(der(DER_TAG.sequence, ID_EC_PUBLIC_KEY, namedCurve));
  return { ...facts, order, scalarBytes: order.length, pointBytes: 1 + 2 * order.length, namedCurve, algorithm };
}

export const EC_CURVES: Readonly<Record<EcCurve, EcCurveFacts>> = {
  'P-256': curve({
    order: 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
    opensslName: 'prime256v1',
    hash: 'sha256',
    namedCurve: '06082a8648ce3d030107',
  }),
  'P-384': curve({
    order: 'ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
    opensslName: 'secp384r1',
    hash: 'sha384',
    namedCurve: '06052b81040022',
  }),
  'P-521': curve({
    order:
      '01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff' +
      'a51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409',
    opensslName: 'secp521r1',
    hash: 'sha512',
    namedCurve: '06052b81040023',
  }),
  secp256k1: curve({
    order: 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141',
    opensslName: 'secp256k1',
    hash: 'sha256',
    namedCurve: '06052b8104000a',
  }),
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
  return encodeSpki(EC_CURVES[curve].algorithm, point);
}

/** The curves of the domain's own keys: those of members and of operators. */
const DOMAIN_CURVES: readonly EcCurve[] = ['P-256', 'P-384'];

/**
 * Curve and point of a SubjectPublicKeyInfo for one of `curves`. Only the one canonical DER form (named curve,
 * uncompressed point) is taken; anything else is undefined. The point is a view of `spki`, and is not yet known to lie
 * on the curve.
 */
export function pointOfSpki(
  spki: Uint8Array,
  curves: readonly EcCurve[] = DOMAIN_CURVES,
): { readonly curve: EcCurve; readonly point: Uint8Array } | undefined {
  const parsed = parseSpki(spki);
  if (parsed === undefined) return undefined;
  const curve = curves.find((candidate) => equalBytes(EC_CURVES[candidate].algorithm, parsed.algorithm));
  if (curve === undefined || !hasPointForm(curve, parsed.publicKey)) return undefined;
  return { curve, point: parsed.publicKey };
}

/** SEC 1 ECPrivateKey (DER) of a private scalar, without its public key. The caller wipes it. */
export function sec1OfScalar(curve: EcCurve, privateScalar: Uint8Array): Uint8Array {
  return encodeDer(ecPrivateKeyElement({ privateScalar, namedCurve: EC_CURVES[curve].namedCurve }));
}
