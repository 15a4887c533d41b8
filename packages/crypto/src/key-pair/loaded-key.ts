/**
 * What a family of key pairs gives to the engine. The engine has checked the spec, the algorithm, the message type and
 * length, and the lane before it calls.
 */
import { assert, AssertionFailure } from '@strongroom/core/assert.js';
import type { EncryptionAlgorithm, KeyPairSpec, MessageType, PrivateKey, SigningAlgorithm } from './key-pair-engine.js';

export type Random = (length: number) => Uint8Array;

export interface LoadedPublicKey {
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  verify?(algorithm: SigningAlgorithm, messageType: MessageType, message: Uint8Array, signature: Uint8Array): boolean;
  encrypt?(algorithm: EncryptionAlgorithm, plaintext: Uint8Array): Uint8Array;
  encapsulate?(random: Random): { readonly ciphertext: Uint8Array; readonly sharedSecret: Uint8Array };
}

/** A private key of one family. Families override what their keys can do. */
export abstract class LoadedKey implements PrivateKey {
  readonly spec: KeyPairSpec;
  #disposed = false;

  constructor(spec: KeyPairSpec) {
    this.spec = spec;
  }

  /** Asserts that the key has not been disposed. */
  requireUsable(): void {
    assert(!this.#disposed, 'a private key is used after it was disposed');
  }

  /** May be called again. */
  dispose(): void {
    this.#disposed = true;
    this.wipe();
  }

  protected abstract wipe(): void;
  abstract get publicKey(): LoadedPublicKey;
  abstract exportPkcs8(): Uint8Array;

  sign(_algorithm: SigningAlgorithm, _messageType: MessageType, _message: Uint8Array, _random: Random): Uint8Array {
    return this.#cannot('sign');
  }

  decrypt(_algorithm: EncryptionAlgorithm, _ciphertext: Uint8Array): Uint8Array | undefined {
    return this.#cannot('decrypt');
  }

  agree(_peerSpki: Uint8Array): Uint8Array | undefined {
    return this.#cannot('agree');
  }

  decapsulate(_ciphertext: Uint8Array): Uint8Array | undefined {
    return this.#cannot('decapsulate');
  }

  #cannot(use: string): never {
    throw new AssertionFailure(`a key of ${this.spec} cannot ${use}`);
  }
}

export interface KeyPairImplementation {
  generate(spec: KeyPairSpec, random: Random): Uint8Array;
  load(spec: KeyPairSpec, secret: Uint8Array): LoadedKey | undefined;
  /** Only the canonical encoding of a public key of exactly this spec. */
  loadPublic(spec: KeyPairSpec, spki: Uint8Array): LoadedPublicKey | undefined;
  importPkcs8(spec: KeyPairSpec, pkcs8: Uint8Array): Uint8Array | undefined;
}
