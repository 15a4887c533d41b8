/**
 * A public key's name: the SHA-256 of its SubjectPublicKeyInfo. It survives renewal of the certificate around the key.
 */
import { createHash, X509Certificate } from 'node:crypto';

/** A certificate is far smaller; more is refused before it is parsed. */
export const CERTIFICATE_MAX_BYTES = 16_384;

/**
 * Lower-case hex SHA-256 (64 characters) of the SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) of a certificate in DER.
 * @throws RangeError when the bytes are no certificate or exceed {@link CERTIFICATE_MAX_BYTES}.
 */
export function spkiFingerprint(certificateDer: Uint8Array): string {
  if (certificateDer.length > CERTIFICATE_MAX_BYTES) throw new RangeError('the certificate is too large');
  let spki: Buffer;
  try {
    spki = new X509Certificate(certificateDer).publicKey.export({ type: 'spki', format: 'der' });
  } catch (cause) {
    throw new RangeError('not an X.509 certificate in DER', { cause });
  }
  return createHash('sha256').update(spki).digest('hex');
}

/** The DER inside a PEM certificate; of a chain, the first one. @throws RangeError when there is none. */
export function certificateDerOfPem(pem: string): Uint8Array {
  try {
    return new Uint8Array(new X509Certificate(pem).raw);
  } catch (cause) {
    throw new RangeError('not an X.509 certificate in PEM', { cause });
  }
}
