/** ECPrivateKey (RFC 5915 §3), the inside of an EC key's PKCS#8 and by itself what SEC 1 defines. */
import type { DerElement } from './der.js';
import { DER_TAG, der, parseDer } from './der.js';

const VERSION = Uint8Array.of(1);
const NO_UNUSED_BITS = Uint8Array.of(0);
const PARAMETERS_TAG = 0xa0;
const PUBLIC_KEY_TAG = 0xa1;

export interface EcPrivateKeyParts {
  /** Big-endian, as long as the curve's order. */
  readonly privateScalar: Uint8Array;
  /** The encoded OBJECT IDENTIFIER of the curve. */
  readonly namedCurve?: Uint8Array | undefined;
  readonly publicPoint?: Uint8Array | undefined;
}

export function ecPrivateKeyElement(parts: EcPrivateKeyParts): DerElement {
  const { privateScalar, namedCurve, publicPoint } = parts;
  const content = [der(DER_TAG.integer, VERSION), der(DER_TAG.octetString, privateScalar)];
  if (namedCurve !== undefined) content.push(der(PARAMETERS_TAG, namedCurve));
  if (publicPoint !== undefined) {
    content.push(der(PUBLIC_KEY_TAG, der(DER_TAG.bitString, NO_UNUSED_BITS, publicPoint)));
  }
  return der(DER_TAG.sequence, ...content);
}

/** Views of the parts, of whatever lengths; undefined for anything but strict DER. */
export function parseEcPrivateKey(encoded: Uint8Array): EcPrivateKeyParts | undefined {
  return parseDer(encoded, (outer) => {
    const reader = outer.within(DER_TAG.sequence);
    const version = reader.unsignedInteger();
    if (version.length !== 1 || version[0] !== VERSION[0]) return undefined;
    const privateScalar = reader.content(DER_TAG.octetString);
    const namedCurve = reader.nextTag === PARAMETERS_TAG ? reader.content(PARAMETERS_TAG) : undefined;
    let publicPoint;
    if (reader.nextTag === PUBLIC_KEY_TAG) {
      const inner = reader.within(PUBLIC_KEY_TAG);
      publicPoint = inner.wholeBytes();
      inner.end();
    }
    reader.end();
    return { privateScalar, namedCurve, publicPoint };
  });
}
