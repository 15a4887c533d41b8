/**
 * Which thread of a slot does what (docs: ARCHITECTURE, "Slots"): the measured cost decides, and whether noble is
 * needed.
 */
import type { EngineName } from '../engine.js';
import type { KeyPairSpec, KeyPairUse } from './key-pair-engine.js';
import { KEY_PAIR_SPECS } from './key-specs.js';

/** RSA private operations take 0.3 ms with 2048 bits, 1.6 ms with 3072. */
const FAST_MODULUS_BITS_MAX = 2048;

function isSlowWithOpenssl(spec: KeyPairSpec, use: KeyPairUse): boolean {
  const { family, modulusBits = 0 } = KEY_PAIR_SPECS[spec];
  switch (family) {
    case 'rsa':
      return (use.use === 'sign' || use.use === 'decrypt') && modulusBits > FAST_MODULUS_BITS_MAX;
    case 'ec':
    case 'ed25519':
      if (use.use === 'load' || use.use === 'public-key') return false;
      // OpenSSL has fast code for P-256 and Ed25519 only, and noble alone takes digests.
      if (spec !== 'ECC_NIST_P256' && spec !== 'ECC_NIST_EDWARDS25519') return true;
      return (use.use === 'sign' || use.use === 'verify') && use.messageType !== 'RAW';
    case 'ml-dsa':
    case 'ml-kem':
      return true;
  }
}

export function isSlow(engine: EngineName, spec: KeyPairSpec, use: KeyPairUse): boolean {
  if (use.use === 'generate' || use.use === 'import') return true;
  // The engine `noble` changes nothing for RSA, which noble does not have.
  if (engine === 'noble' && KEY_PAIR_SPECS[spec].family !== 'rsa') return true;
  return isSlowWithOpenssl(spec, use);
}
