/** Ed25519 and Ed25519ph (FIPS 186-5 §7.6 to §7.8, RFC 8032) by noble. Loaded only in slow threads. */
import { ed25519, ed25519ph } from '@noble/curves/ed25519.js';

/** noble takes ZIP-215 encodings by default; FIPS 186-5 takes only canonical ones. */
const STRICT = { zip215: false } as const;

export interface NobleEd25519 {
  publicKey(seed: Uint8Array): Uint8Array;
  sign(seed: Uint8Array, message: Uint8Array): Uint8Array;
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  /** Ed25519ph with an empty context; `message` is hashed here. */
  signPrehashed(seed: Uint8Array, message: Uint8Array): Uint8Array;
  verifyPrehashed(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

function verify(scheme: typeof ed25519, publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return scheme.verify(signature, message, publicKey, STRICT);
  } catch {
    // noble throws for a signature of another length.
    return false;
  }
}

export const nobleEd25519: NobleEd25519 = {
  publicKey: (seed) => ed25519.getPublicKey(seed),
  sign: (seed, message) => ed25519.sign(message, seed),
  verify: (publicKey, message, signature) => verify(ed25519, publicKey, message, signature),
  signPrehashed: (seed, message) => ed25519ph.sign(message, seed),
  verifyPrehashed: (publicKey, message, signature) => verify(ed25519ph, publicKey, message, signature),
};
